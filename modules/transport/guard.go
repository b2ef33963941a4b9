package transport

import (
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

// panics count what went wrong inside of the server while it served a stream.
type panics struct {
	mu    sync.Mutex // guards all below
	count uint64
	shown time.Time // when the last one was logged
}

// panicEvery bounds how often a stack is logged: whoever has found a way to make
// one finds it again.
const panicEvery = time.Minute

func (p *panics) note(now time.Time) (shown bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count++
	if shown = p.shown.IsZero() || now.Sub(p.shown) >= panicEvery; shown {
		p.shown = now
	}
	return shown
}

func (p *panics) total() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.count
}

var errPanicked = errors.New("the server could not go on with this stream")

// guard is deferred around all that happens on a stream's goroutine: a panic ends
// this stream, and not the server with all the others (security E.2). Builds that
// check invariants let it through: there it is to be found.
func (t *TCP) guard(s *stream) {
	if kernel.Invariants {
		return
	}
	what := recover() //nolint:revive // guard is what is deferred
	if what == nil {
		return
	}
	if t.panics.note(time.Now()) {
		t.log.Error("A panic has ended a connection", zap.Stringer("remote", s.remote),
			zap.String("panic", fmt.Sprint(what)), zap.ByteString("stack", debug.Stack()))
	}
	s.Abort()
	s.abandon()
	t.forget(s)
}

// abandon ends a stream whose receiver may be in any state.
func (s *stream) abandon() {
	defer func() {
		_ = recover() // it has been told as much as it can take
		_ = s.tcp.Close()
	}()
	if s.receiver != nil {
		s.receiver.Closed(errPanicked)
	}
}

func (t *TCP) forget(s *stream) {
	t.mu.Lock()
	delete(t.streams, s)
	t.mu.Unlock()
}
