//go:build !unix

package transport

import (
	"io"
	"net"
	"syscall"
	"time"
)

// writer has nothing to prepare where the system has no non-blocking write for
// us: everything goes through the link's writer goroutine.
type writer struct {
	peeked []byte // the first byte, if somebody wanted to know it
}

func (s *stream) prepareWriter() {}

func (s *stream) TryWrite([][]byte) (int, error) { return 0, nil }

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
	if s.aborted.Load() {
		return 0, syscall.EPIPE
	}
	vector := net.Buffers(bufs)
	n, err := vector.WriteTo(s.tcp)
	return int(n), err
}

func (s *stream) read() error {
	var from io.Reader = s.tcp
	if sec := s.secured.Load(); sec != nil {
		from = sec.conn
	} else if len(s.peeked) > 0 {
		n := copy(s.room(), s.peeked)
		s.peeked = nil
		if !s.received(n) {
			return nil
		}
	}
	for {
		s.idle() // the next read may wait
		n, err := from.Read(s.room())
		if n > 0 && !s.received(n) {
			return nil
		}
		if err != nil {
			return closed(err)
		}
	}
}
