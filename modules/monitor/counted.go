package monitor

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// counted is a listener with a bound on its open connections. As many again are
// let in to be told that there are too many; the next are closed without a word.
// To let newcomers wait would let a few idle ones keep all others out.
type counted struct {
	net.Listener
	max  int64
	open atomic.Int64
}

func newCounted(l net.Listener, max int64) *counted { return &counted{Listener: l, max: max} }

// Accept returns the next connection that is served or told.
func (l *counted) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		open := l.open.Add(1)
		if open <= 2*l.max {
			return &countedConn{Conn: c, listener: l, extra: open > l.max}, nil
		}
		l.open.Add(-1)
		_ = c.Close()
	}
}

type countedConn struct {
	net.Conn
	listener *counted
	extra    bool // beyond the bound
	once     sync.Once
}

// Close gives the place back.
func (c *countedConn) Close() error {
	c.once.Do(func() { c.listener.open.Add(-1) })
	return c.Conn.Close()
}

// extra marks requests on connections beyond the bound.
type extra struct{}

// markExtra is what an HTTP server asks about each new connection.
func markExtra(ctx context.Context, c net.Conn) context.Context {
	if secure, ok := c.(*tls.Conn); ok {
		c = secure.NetConn()
	}
	if counted, ok := c.(*countedConn); ok && counted.extra {
		return context.WithValue(ctx, extra{}, true)
	}
	return ctx
}

// refuseExtra tells those beyond the bound to come again.
func refuseExtra(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Context().Value(extra{}) == nil {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Retry-After", "1")
		w.Header().Set("Connection", "close")
		refuse(w, http.StatusServiceUnavailable, "too many connections")
	})
}
