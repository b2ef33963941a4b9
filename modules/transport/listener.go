package transport

import (
	"errors"
	"net"
	"sync"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

// listener is a bound address.
type listener struct {
	transport *TCP
	tcp       *net.TCPListener
	closing   sync.Once
	done      chan struct{}
}

func (l *listener) Addr() net.Addr { return l.tcp.Addr() }

// Serve starts accepting.
func (l *listener) Serve(p kernel.Protocol) {
	l.transport.work.Go(func() { l.accept(p) }) // goroutine: ended by Close, Stop of the transport waits
}

// Close gives the address back.
func (l *listener) Close() error {
	err := net.ErrClosed
	l.closing.Do(func() {
		close(l.done)
		err = l.tcp.Close()
	})
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// Pauses after a failed accept: most often there is no file descriptor left, and
// trying again at once would only burn what others need to finish.
const (
	pauseMin = 10 * time.Millisecond
	pauseMax = time.Second
)

func (l *listener) accept(p kernel.Protocol) {
	pause := pauseMin
	for {
		c, err := l.tcp.AcceptTCP()
		switch {
		case err == nil:
			pause = pauseMin
			if err := l.transport.start(c, p); err != nil && !errors.Is(err, net.ErrClosed) {
				l.transport.log.Error("Connection not served", zap.Error(err))
			}
			continue
		case errors.Is(err, net.ErrClosed):
			return
		}
		l.transport.log.Error("Accept failed", zap.Error(err), zap.Duration("pause", pause))
		select {
		case <-l.done:
			return
		case <-time.After(pause):
		}
		pause = min(2*pause, pauseMax)
	}
}
