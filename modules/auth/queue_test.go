package auth

// Goal: turns are given one network after the other, and none is lost. Method: a
// queue whose turns the test gives itself.

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var somewhere = netip.MustParseAddr("192.0.2.1")

func address(i int) netip.Addr { return netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}) }

// Ten of one network wait before one of another comes: it is the second of all.
func TestTurnsGoAroundNetworks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		if err := q.enter(t.Context(), somewhere); err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var got []string
		wait := func(name string, from netip.Addr) {
			go func() {
				if err := q.enter(t.Context(), from); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				got = append(got, name)
				mu.Unlock()
				q.leave()
			}()
			synctest.Wait()
		}
		for i := range 4 {
			wait(fmt.Sprint("flood ", i), address(1))
		}
		wait("one", address(2))
		wait("two", address(3))
		wait("one again", address(2))
		q.leave()
		synctest.Wait()
		want := []string{"flood 0", "one", "two", "flood 1", "one again", "flood 2", "flood 3"}
		if !slices.Equal(got, want) {
			t.Errorf("turns went to %q, want %q", got, want)
		}
		if q.free != 1 || q.waiting != 0 || len(q.lines) != 0 || len(q.order) != 0 {
			t.Errorf("left behind: %+v", q)
		}
	})
}

func TestWaitingForATurnEnds(t *testing.T) {
	t.Parallel()
	s := newSecret(hashed4[1:61])
	c := newChecker([]secret{s})
	c.queue.free = 0
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.check(ctx, somewhere, s, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if c.queue.waiting != 0 {
		t.Errorf("%d wait who have given up", c.queue.waiting)
	}
	for range lineMax {
		if _, _, err := c.queue.join(somewhere); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.check(t.Context(), somewhere, s, "x"); !errors.Is(err, errBusy) {
		t.Errorf("error %v where too many of one network wait", err)
	}
	for i := range waitingMax - lineMax {
		if _, _, err := c.queue.join(address(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.check(t.Context(), address(waitingMax), s, "x"); !errors.Is(err, errBusy) {
		t.Errorf("error %v where too many wait", err)
	}
}

// However who waits comes and goes, no more than the turns there are are held, and
// all of them are there in the end.
func TestTurnsAreNotLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const turns = 3
		q := newQueue(turns)
		var mu sync.Mutex
		held := 0
		change := func(by int) {
			mu.Lock()
			defer mu.Unlock()
			if held += by; held > turns {
				t.Errorf("%d turns are held", held)
			}
		}
		var work sync.WaitGroup
		for i := range 500 {
			work.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rand.N(50))*time.Millisecond)
				defer cancel()
				if q.enter(ctx, address(i%7)) != nil {
					return
				}
				change(1)
				<-time.After(time.Duration(rand.N(3)) * time.Millisecond)
				change(-1)
				q.leave()
			})
		}
		work.Wait()
		if q.free != turns || q.waiting != 0 || len(q.lines) != 0 || len(q.order) != 0 {
			t.Errorf("left behind: %d free, %d waiting, %d lines", q.free, q.waiting, len(q.lines))
		}
	})
}
