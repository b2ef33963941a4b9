package monitor

import (
	"net"
	"sync"
	"sync/atomic"
)

// counted is a listener that turns away connections beyond a bound, with a word:
// waiting would let a few idle ones keep all others out without a sign.
type counted struct {
	net.Listener
	max  int64
	open atomic.Int64
}

func newCounted(l net.Listener, max int64) *counted { return &counted{Listener: l, max: max} }

const busy = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

// Accept returns the next connection within the bound.
func (l *counted) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l.open.Add(1) <= l.max {
			return &countedConn{Conn: c, listener: l}, nil
		}
		l.open.Add(-1)
		_, _ = c.Write([]byte(busy)) // fits into the empty buffer of a new socket
		_ = c.Close()
	}
}

type countedConn struct {
	net.Conn
	listener *counted
	once     sync.Once
}

// Close gives the place back.
func (c *countedConn) Close() error {
	c.once.Do(func() { c.listener.open.Add(-1) })
	return c.Conn.Close()
}
