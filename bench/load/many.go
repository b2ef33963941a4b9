package load

import (
	"context"
	"fmt"
	"net"
	"sync"
)

const (
	// dialers is how many connections are opened at the same time.
	dialers = 16
	// portsPerSource is how many connections are opened from one source address before the next is taken; systems
	// have about 28,000 ephemeral ports for each.
	portsPerSource = 20_000
)

// DialMany opens n connections in the given role, calls ready on each (nil for nothing) and returns them in order.
// After an error no connection is left open.
func DialMany(ctx context.Context, endpoint Endpoint, role Role, n int,
	ready func(i int, c *Conn) error,
) ([]*Conn, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	conns := make([]*Conn, n)
	var group sync.WaitGroup
	for first := range min(dialers, n) {
		group.Go(func() {
			for i := first; i < n && ctx.Err() == nil; i += dialers {
				c, err := dialReady(ctx, endpoint, role, i, ready)
				if err != nil {
					cancel(fmt.Errorf("connection %d of %d: %w", i+1, n, err))
					return
				}
				conns[i] = c
			}
		})
	}
	group.Wait()
	if err := context.Cause(ctx); err != nil {
		CloseAll(conns)
		return nil, err
	}
	return conns, nil
}

// CloseAll closes the connections; nil ones are skipped.
func CloseAll(conns []*Conn) {
	for _, c := range conns {
		if c != nil {
			_ = c.Close()
		}
	}
}

func dialReady(ctx context.Context, endpoint Endpoint, role Role, i int,
	ready func(i int, c *Conn) error,
) (*Conn, error) {
	var source net.Addr
	if block := i / portsPerSource; block > 0 {
		source = &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(1+block))}
	}
	c, err := endpoint.dialFrom(ctx, role, source)
	if err != nil || ready == nil {
		return c, err
	}
	if err := c.handshake(func() error { return ready(i, c) }); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}
