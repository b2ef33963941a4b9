//go:build !unix

package transport

import (
	"net"
	"time"
)

// A bridge lets TLS read and write the stream and wait for it. The first byte may
// have been read already, by Peek.
type bridge struct{ stream *stream }

func (b *bridge) begin() {}

func (b *bridge) Read(p []byte) (int, error) {
	if peeked := b.stream.peeked; len(peeked) > 0 {
		n := copy(p, peeked)
		b.stream.peeked = peeked[n:]
		return n, nil
	}
	return b.stream.tcp.Read(p)
}

func (b *bridge) Write(p []byte) (int, error)        { return b.stream.tcp.Write(p) }
func (b *bridge) Close() error                       { return nil } // the reader closes the socket (I1)
func (b *bridge) LocalAddr() net.Addr                { return b.stream.tcp.LocalAddr() }
func (b *bridge) RemoteAddr() net.Addr               { return b.stream.tcp.RemoteAddr() }
func (b *bridge) SetDeadline(t time.Time) error      { return b.stream.tcp.SetDeadline(t) }
func (b *bridge) SetReadDeadline(t time.Time) error  { return b.stream.tcp.SetReadDeadline(t) }
func (b *bridge) SetWriteDeadline(t time.Time) error { return b.stream.tcp.SetWriteDeadline(t) }

// write writes one record's worth and waits for it.
func (sec *secured) write(bufs [][]byte, deadline time.Time) (int, error) {
	s := sec.bridge.stream
	if err := s.tcp.SetWriteDeadline(deadline); err != nil {
		return 0, err
	}
	if s.aborted.Load() {
		return 0, errSecuredClosed
	}
	return sec.conn.Write(bufs[0][:min(len(bufs[0]), recordMax)])
}

// finish says goodbye.
func (sec *secured) finish() { _ = sec.conn.CloseWrite() }

// Peek waits for the first byte and keeps it for who reads next.
func (s *stream) Peek(wait time.Duration) (first byte, ok bool) {
	s.deadline(time.Now().Add(wait))
	defer s.deadline(time.Time{})
	b := make([]byte, 1)
	if n, _ := s.tcp.Read(b); n == 0 {
		return 0, false
	}
	s.peeked = b
	return b[0], true
}
