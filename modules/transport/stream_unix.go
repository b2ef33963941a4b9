//go:build unix

package transport

import (
	"errors"
	"syscall"
	"time"
)

// writer is what a stream needs to write without the runtime waiting for it.
// One goroutine writes at a time.
type writer struct {
	try  func(fd uintptr) bool // prepared once: a closure for each write would be garbage
	wait func(fd uintptr) bool
	bufs [][]byte
	n    int
	err  error
}

func (s *stream) prepareWriter() {
	s.try = func(fd uintptr) bool {
		s.n, s.writer.err = writev(int(fd), s.bufs)
		return true
	}
	s.wait = func(fd uintptr) bool {
		s.n, s.writer.err = writev(int(fd), s.bufs)
		return s.n > 0 || s.writer.err != nil
	}
}

func (s *stream) TryWrite(bufs [][]byte) (int, error) {
	if sec := s.secured.Load(); sec != nil {
		return sec.tryWrite(bufs)
	}
	s.bufs = bufs
	err := s.raw.Write(s.try)
	s.bufs = nil // they are the caller's
	if err != nil {
		if s.aborted.Load() {
			return 0, syscall.EPIPE
		}
		return 0, err
	}
	return s.n, s.writer.err
}

func (s *stream) Write(bufs [][]byte, deadline time.Time) (int, error) {
	if sec := s.secured.Load(); sec != nil {
		return sec.write(bufs, deadline)
	}
	if s.aborted.Load() {
		return 0, syscall.EPIPE
	}
	if err := s.tcp.SetWriteDeadline(deadline); err != nil {
		return 0, err
	}
	if s.aborted.Load() { // Abort's deadline may just have been overwritten
		return 0, syscall.EPIPE
	}
	s.bufs = bufs
	err := s.raw.Write(s.wait)
	s.bufs = nil
	s.anytime()
	if err != nil {
		if s.aborted.Load() {
			return 0, syscall.EPIPE
		}
		return 0, err
	}
	return s.n, s.writer.err
}

// anytime takes the deadline of a write away: one that has passed by then would
// fail the next write, which does not wait at all.
func (s *stream) anytime() {
	_ = s.tcp.SetWriteDeadline(time.Time{})
	if s.aborted.Load() { // Abort's deadline may just have been taken away
		_ = s.tcp.SetWriteDeadline(time.Unix(1, 0))
	}
}

// read reads until the stream ends. The runtime parks the goroutine between the
// calls of readable, which hold no buffer then.
func (s *stream) read() error {
	readable := s.readable
	if sec := s.secured.Load(); sec != nil {
		readable = sec.readable
	}
	if err := s.raw.Read(readable); err != nil {
		return closed(err)
	}
	return s.err
}

// readable is called whenever there may be something to read. It reads until
// there is nothing more: the poller reports changes only, and the end of the
// stream may have arrived together with the last bytes.
func (s *stream) readable(fd uintptr) bool {
	s.woken()
	for {
		n, err := syscall.Read(int(fd), s.room())
		switch {
		case err == nil && n > 0:
			if !s.received(n) {
				return true
			}
		case err == nil:
			s.err = errEnd
			return true
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EAGAIN):
			s.idle()
			return s.rested()
		default:
			s.err = err
			return true
		}
	}
}
