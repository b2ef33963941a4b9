package kernel_test

// Goal: the end of a subscription is exact, whoever is publishing meanwhile.
// Method: publishers that have staged before the end and hand over after it, and
// publishers racing each other.

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"gnatsd/kernel"
	"gnatsd/kernel/kerneltest"
)

// What was staged before an UNSUB must not arrive behind the PONG that follows.
func TestNothingBehindTheBarrier(t *testing.T) {
	t.Parallel()
	for name, sids := range map[string][]string{
		"own frames": {"1"},
		"shared":     {"1", "1", "1", "1", "1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse()
			publisher := h.enter(kerneltest.NewStream())
			var all []*party
			for _, sid := range sids {
				p := h.enter(kerneltest.NewStream())
				p.subscribe(t, "foo", "", sid)
				p.subscribe(t, "keep", "", "2")
				all = append(all, p)
			}
			publisher.Begin(nil)
			publisher.publish(t, "foo", "", strings.Repeat("a", 600))
			publisher.publish(t, "keep", "", "kept")
			publisher.publish(t, "foo", "", "b")
			leaver := all[0]
			leaver.Begin(nil)
			leaver.Unsubscribe([]byte("1"), 0)
			leaver.Reply([]byte("PONG\r\n"))
			leaver.End()
			publisher.End()
			leaver.want(t, "PONG\r\nMSG keep 2 4\r\nkept\r\n")
			for _, p := range all[1:] {
				if got := len(p.frames(t)); got != 3 {
					t.Errorf("who stayed got %d messages of 3", got)
				}
			}
		})
	}
}

// A sid used again for another subject does not get the old subject's messages.
func TestSidUsedAgain(t *testing.T) {
	t.Parallel()
	h := newHouse()
	publisher, a := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewStream())
	a.subscribe(t, "foo", "", "1")
	publisher.Begin(nil)
	publisher.publish(t, "foo", "", "old")
	a.Unsubscribe([]byte("1"), 0)
	a.subscribe(t, "bar", "", "1")
	publisher.End()
	publisher.batch(t, "bar", "new")
	a.want(t, "MSG bar 1 3\r\nnew\r\n")
}

func TestMaximum(t *testing.T) {
	t.Parallel()
	h := newHouse()
	publisher, a := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewStream())
	a.subscribe(t, "foo", "", "1")
	publisher.batch(t, "foo", "1", "2")
	publisher.Begin(nil)
	publisher.publish(t, "foo", "", "3") // staged when the maximum is set
	publisher.publish(t, "foo", "", "4")
	publisher.publish(t, "foo", "", "5")
	a.Unsubscribe([]byte("1"), 4)
	publisher.End()
	publisher.batch(t, "foo", "6")
	if got := fmt.Sprint(a.frames(t)); got != "[{foo 1 1} {foo 1 2} {foo 1 3} {foo 1 4}]" {
		t.Error(got)
	}
	if n := a.Subscriptions(); n != 0 {
		t.Errorf("%d subscriptions are left", n)
	}
	a.subscribe(t, "bar", "", "1")
	publisher.batch(t, "bar", "7")
	if n := len(a.frames(t)); n != 5 {
		t.Errorf("the sid is not free again: %d messages", n)
	}
}

// Whatever the interleaving of publishers, a maximum is met exactly, and a
// message that one member of a group can't take any more goes to the other.
func TestMaximumUnderConcurrentPublishers(t *testing.T) {
	t.Parallel()
	const publishers, messages, max = 8, 500, 777
	h := newHouse()
	plain, member := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewStream())
	other := h.enter(kerneltest.NewStream())
	plain.subscribe(t, "foo", "", "1")
	plain.Unsubscribe([]byte("1"), max)
	member.subscribe(t, "foo", "group", "1")
	member.Unsubscribe([]byte("1"), max)
	other.subscribe(t, "foo", "group", "1")
	var done sync.WaitGroup
	for range publishers {
		p := h.enter(kerneltest.NewStream())
		done.Go(func() {
			for from := 0; from < messages; from += 50 {
				p.batch(t, "foo", numbered(from, from+50)...)
			}
		})
	}
	done.Wait()
	h.wait(t) // for what the last of them has left to a writer
	if got := len(plain.frames(t)); got != max {
		t.Errorf("the plain subscription got %d messages, its maximum is %d", got, max)
	}
	got, rest := len(member.frames(t)), len(other.frames(t))
	if got != max || got+rest != publishers*messages {
		t.Errorf("the group got %d (maximum %d) and %d messages of %d", got, max, rest, publishers*messages)
	}
}

// Publishers race with a subscriber that comes and goes: between SUB and the
// UNSUB's barrier it gets some, behind it none.
func TestBarrierUnderConcurrentPublishers(t *testing.T) {
	t.Parallel()
	h := newHouse()
	a, other := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewStream())
	stop := make(chan struct{})
	var done sync.WaitGroup
	for range 4 {
		p := h.enter(kerneltest.NewStream())
		done.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					p.batch(t, "foo", numbered(0, 20)...)
				}
			}
		})
	}
	for range 60 {
		a.subscribe(t, "foo", "", "1")
		for a.stream.Size() == 0 {
			a.Begin(nil)
			a.End()
		}
		a.Begin(nil)
		a.Unsubscribe([]byte("1"), 0)
		a.Reply([]byte("PONG\r\n"))
		a.End()
		var got string
		for !strings.Contains(got, "PONG\r\n") { // a publisher may be writing it
			got = string(a.stream.Taken())
		}
		other.batch(t, "foo", numbered(0, 200)...) // time for others to hand over
		got = string(a.stream.Taken())
		if !strings.HasSuffix(got, "PONG\r\n") {
			_, behind, _ := strings.Cut(got, "PONG")
			t.Fatalf("behind the PONG: %q", behind)
		}
		a.stream.Forget()
	}
	close(stop)
	done.Wait()
}

// lagging makes routers in which removals take until they are let through.
type lagging struct{ removing, let chan struct{} }

func (l lagging) NewRouter(account string) kernel.Router {
	return laggingRouter{new(kerneltest.Naive).NewRouter(account), l}
}

type laggingRouter struct {
	kernel.Router
	lagging
}

func (r laggingRouter) Remove(s *kernel.Subscription) {
	r.removing <- struct{}{}
	<-r.let
	r.Router.Remove(s)
}

// However long the router still knows members that have left, their messages go
// to one that has not.
func TestMembersThatAreStillFound(t *testing.T) {
	t.Parallel()
	const members, messages = 20, 500
	l := lagging{make(chan struct{}), make(chan struct{})}
	h := &house{Kernel: kernel.New(l)}
	h.bounds.MaxPending.Store(64 << 20)
	publisher, staying := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewStream())
	staying.subscribe(t, "foo", "group", "1")
	var done sync.WaitGroup
	for range members {
		p := h.enter(kerneltest.NewStream())
		p.subscribe(t, "foo", "group", "1")
		done.Go(func() { p.Unsubscribe([]byte("1"), 0) })
	}
	for range members {
		<-l.removing
	}
	publisher.batch(t, "foo", numbered(0, messages)...)
	close(l.let)
	done.Wait()
	if got := len(staying.frames(t)); got != messages {
		t.Errorf("the member that stays got %d messages of %d", got, messages)
	}
}
