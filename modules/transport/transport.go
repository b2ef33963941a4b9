package transport

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

// TCP makes streams over TCP.
type TCP struct {
	log  *zap.Logger
	work sync.WaitGroup

	panics panics

	mu      sync.Mutex // guards streams and stopped
	streams map[*stream]struct{}
	stopped bool
}

// New makes a transport. Nothing is opened or started.
func New(log *zap.Logger) *TCP {
	return &TCP{log: log, streams: map[*stream]struct{}{}}
}

// Listen binds an address; port 0 means any free one.
func (t *TCP) Listen(ctx context.Context, address string) (kernel.Listener, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &listener{transport: t, tcp: l.(*net.TCPListener), done: make(chan struct{})}, nil
}

// Dial connects and starts speaking the protocol.
func (t *TCP) Dial(ctx context.Context, address string, p kernel.Protocol) error {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	return t.start(c.(*net.TCPConn), p)
}

// start gives a connection its goroutine.
func (t *TCP) start(c *net.TCPConn, p kernel.Protocol) error {
	s, err := newStream(c)
	if err != nil {
		return errors.Join(fmt.Errorf("preparing the connection of %v: %w", c.RemoteAddr(), err), c.Close())
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stopped {
		return errors.Join(net.ErrClosed, c.Close())
	}
	t.streams[s] = struct{}{}
	t.work.Go(func() { // goroutine: the stream's reader; ends with the stream, Stop waits
		defer t.guard(s)
		s.open(p)
		t.read(s)
	})
	return nil
}

// read is the life of a reader goroutine, or of the one after it.
func (t *TCP) read(s *stream) {
	defer t.guard(s)
	if s.run() {
		t.work.Go(func() { t.read(s) }) // goroutine: takes over from this one, which ends
		return
	}
	t.forget(s)
}

// Panics returns how many streams were ended by what went wrong inside of the
// server.
func (t *TCP) Panics() uint64 { return t.panics.total() }

// Stop aborts the streams that are left and waits for all goroutines.
func (t *TCP) Stop(ctx context.Context) error {
	t.mu.Lock()
	t.stopped = true
	for s := range t.streams {
		s.Abort()
	}
	t.mu.Unlock()
	done := make(chan struct{})
	// goroutine: ends with the last stream.
	go func() { t.work.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting for streams to end: %w", ctx.Err())
	}
}

var _ kernel.Transport = (*TCP)(nil)
