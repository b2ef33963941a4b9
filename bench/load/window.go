package load

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// StallTimeout is how long a window waits for a subscriber that receives nothing at all.
const StallTimeout = 10 * time.Second

// ErrStalled reports that messages were published and nothing arrived for StallTimeout.
var ErrStalled = errors.New("no progress of the subscribers")

// Progress counts the bytes one subscriber, or several that share the messages of a stream, received.
type Progress struct {
	received atomic.Int64 // written by the subscribers only
	wanted   atomic.Int64 // position a waiter sleeps for; zero when nobody waits
	closed   atomic.Bool
	wake     chan struct{} // capacity one: a wake-up may be stale, so the waiter checks again
	_        [32]byte      // keeps the counters of two subscribers off one cache line
}

// NewProgress returns a Progress at position zero.
func NewProgress() *Progress { return &Progress{wake: make(chan struct{}, 1)} }

// Add counts n more bytes and wakes the waiter whose position was reached.
func (p *Progress) Add(n int64) {
	received := p.received.Add(n)
	if wanted := p.wanted.Load(); wanted != 0 && received >= wanted && p.wanted.CompareAndSwap(wanted, 0) {
		p.signal()
	}
}

// Received returns the bytes counted so far.
func (p *Progress) Received() int64 { return p.received.Load() }

// Close says that no more bytes will come; nobody waits for this Progress any longer.
func (p *Progress) Close() {
	p.closed.Store(true)
	p.signal()
}

// Await blocks until position bytes were received or the Progress is closed. Only one goroutine may wait at a time.
func (p *Progress) Await(ctx context.Context, position int64) error {
	if p.reached(position) {
		return nil
	}
	defer p.wanted.Store(0)
	stall := time.NewTimer(StallTimeout)
	defer stall.Stop()
	seen := p.Received()
	for {
		p.wanted.Store(position)
		if p.reached(position) {
			return nil
		}
		select {
		case <-p.wake:
		case <-ctx.Done():
			return ctx.Err()
		case <-stall.C:
			if p.Received() == seen {
				return fmt.Errorf("%w for %v: %d of %d bytes received", ErrStalled, StallTimeout, seen, position)
			}
			seen = p.Received()
			stall.Reset(StallTimeout)
		}
	}
}

func (p *Progress) reached(position int64) bool {
	return p.received.Load() >= position || p.closed.Load()
}

func (p *Progress) signal() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// Window keeps publishers at most size bytes ahead of the slowest Progress.
type Window struct {
	size       int64
	progresses []*Progress

	mu       sync.Mutex // guards position; held while waiting, since all publishers wait for the same thing
	position int64      // bytes that each Progress will have received when everything reserved has arrived
}

// NewWindow returns a window over the given subscribers; with none, Reserve never waits.
func NewWindow(size int64, progresses []*Progress) *Window {
	return &Window{size: size, progresses: progresses}
}

// Reserve waits until n more bytes fit in the window and takes them.
func (w *Window) Reserve(ctx context.Context, n int64) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.await(ctx, w.position+n-w.size); err != nil {
		return err
	}
	w.position += n
	return nil
}

// Drain waits until all that was reserved has arrived.
func (w *Window) Drain(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.await(ctx, w.position)
}

func (w *Window) await(ctx context.Context, position int64) error {
	for _, progress := range w.progresses {
		if err := progress.Await(ctx, position); err != nil {
			return err
		}
	}
	return nil
}
