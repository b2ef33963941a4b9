package transport

import (
	"crypto/tls"
	"errors"
	"fmt"
	"time"

	"gnatsd/kernel"
)

// Secure does the handshake on the stream's own goroutine. What follows is read
// and written through TLS.
func (s *stream) Secure(p *kernel.Profile, as kernel.Role, name string) error {
	b := &bridge{stream: s}
	var conn *tls.Conn
	if as == kernel.AsClient {
		c := p.Connect().Clone()
		c.ServerName = name
		conn = tls.Client(b, c)
	} else {
		conn = tls.Server(b, p.Accept())
	}
	s.deadline(time.Now().Add(p.Timeout))
	err := conn.Handshake()
	s.deadline(time.Time{})
	state := conn.ConnectionState()
	if err == nil && p.Check != nil {
		err = p.Check(&state)
	}
	if p.Done != nil {
		p.Done(&state, err)
	}
	if err != nil {
		return fmt.Errorf("TLS handshake error: %w", err)
	}
	b.begin()
	s.secured.Store(&secured{conn: conn, bridge: b})
	return nil
}

// TLS returns what was agreed upon.
func (s *stream) TLS() *tls.ConnectionState {
	sec := s.secured.Load()
	if sec == nil {
		return nil
	}
	state := sec.conn.ConnectionState()
	return &state
}

// deadline sets one for reading and writing, but not over one that Abort or
// Finish has set to end the stream.
func (s *stream) deadline(t time.Time) {
	_ = s.tcp.SetDeadline(t)
	if s.finished.Load() {
		_ = s.tcp.SetReadDeadline(time.Now().Add(lingerTime))
	}
	if s.aborted.Load() {
		_ = s.tcp.SetDeadline(time.Unix(1, 0))
	}
}

// secured is the TLS side of a stream. The reader reads, and one goroutine at a
// time writes.
type secured struct {
	conn   *tls.Conn
	bridge *bridge
	owed   int // bytes that are encrypted already but were not reported as taken
}

// recordMax is the payload of a full record.
const recordMax = 16 << 10

var errSecuredClosed = errors.New("the stream was closed")

var _ kernel.Securable = (*stream)(nil)
