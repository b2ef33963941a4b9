// Goal: a publisher is held exactly while it is a window ahead of the slowest subscriber, and never for good.
package load

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestWindowHoldsForTheSlowest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fast, slow := NewProgress(), NewProgress()
		w := NewWindow(100, []*Progress{fast, slow})
		if err := w.Reserve(t.Context(), 100); err != nil {
			t.Fatalf("a window that fits: %v", err)
		}
		reserved := false
		go func() {
			reserved = w.Reserve(t.Context(), 50) == nil
		}()
		for _, step := range []struct {
			progress *Progress
			bytes    int64
			want     bool
		}{{fast, 100, false}, {slow, 49, false}, {slow, 1, true}} {
			step.progress.Add(step.bytes)
			synctest.Wait()
			if reserved != step.want {
				t.Fatalf("after %d and %d bytes: reserved = %v", fast.Received(), slow.Received(), reserved)
			}
		}
	})
}

// A mutex is not durably blocking in a synctest bubble, so this one runs on real goroutines.
func TestWindowPublishersTakeTurns(t *testing.T) {
	t.Parallel()
	const publishers, blocks, size = 4, 25, 10
	progress := NewProgress()
	w := NewWindow(size, []*Progress{progress})
	arrivals := make(chan struct{}, publishers*blocks)
	var group sync.WaitGroup
	for range publishers {
		group.Go(func() {
			for range blocks {
				if err := w.Reserve(t.Context(), size); err != nil {
					t.Errorf("reserving: %v", err)
				}
				arrivals <- struct{}{}
			}
		})
	}
	for range publishers * blocks {
		<-arrivals
		if ahead := len(arrivals); ahead > 0 {
			t.Errorf("%d blocks were reserved beyond the window", ahead)
		}
		progress.Add(size)
	}
	group.Wait()
	if got, want := w.position, int64(publishers*blocks*size); got != want {
		t.Errorf("position = %d, want %d", got, want)
	}
}

func TestWindowGivesUp(t *testing.T) {
	for name, test := range map[string]struct {
		do   func(cancel context.CancelFunc, p *Progress)
		want error
	}{
		"stalled":   {func(context.CancelFunc, *Progress) {}, ErrStalled},
		"cancelled": {func(cancel context.CancelFunc, _ *Progress) { cancel() }, context.Canceled},
		"closed":    {func(_ context.CancelFunc, p *Progress) { p.Close() }, nil},
		"slow but alive": {func(_ context.CancelFunc, p *Progress) {
			for range 10 {
				<-time.After(StallTimeout * 9 / 10)
				p.Add(1)
			}
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				progress := NewProgress()
				w := NewWindow(1, []*Progress{progress})
				go test.do(cancel, progress)
				if err := w.Reserve(ctx, 11); !errors.Is(err, test.want) {
					t.Errorf("Reserve = %v, want %v", err, test.want)
				}
			})
		})
	}
}

func TestWindowOfNobody(t *testing.T) {
	t.Parallel()
	w := NewWindow(1, nil)
	if err := w.Reserve(t.Context(), 1<<40); err != nil {
		t.Errorf("Reserve = %v, want no waiting without subscribers", err)
	}
}
