package client

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"sync/atomic"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

// Door is where clients come in.
type Door struct {
	protocol  *Protocol
	transport kernel.Transport
	listener  kernel.Listener
	closed    atomic.Bool
}

// doorRank binds the clients' port before those of peers and tools: they
// advertise it.
const doorRank = 10

// largePayload is the size in bytes past which operators are warned.
const largePayload = 8 << 20

// NewDoor makes the door to a protocol.
func NewDoor(p *Protocol, t kernel.Transport) *Door { return &Door{protocol: p, transport: t} }

// Name is "client".
func (d *Door) Name() string { return "client" }

// Rank is before the doors of peers and tools.
func (d *Door) Rank() int { return doorRank }

// Bind listens on the configured address. The error is what operators and their
// tools know.
func (d *Door) Bind(ctx context.Context) error {
	c := d.protocol.config()
	address := net.JoinHostPort(c.Host, strconv.Itoa(max(c.Port, 0)))
	l, err := d.transport.Listen(ctx, address)
	if err != nil {
		//nolint:staticcheck // the text of both reference servers
		return fmt.Errorf("Error listening on port: %s, %q", address, err.Error())
	}
	d.listener = l
	port := portOf(l.Addr())
	d.protocol.port = port
	d.protocol.use(c)
	if c.MaxPayload > largePayload {
		d.protocol.log.Warn("Maximum payloads over 8.00 MB are generally discouraged and could lead to poor performance")
	}
	d.protocol.log.Info("Listening for client connections on "+net.JoinHostPort(c.Host, strconv.Itoa(port)),
		zap.String("event", "listener_started"))
	return nil
}

// Addr returns the bound address.
func (d *Door) Addr() net.Addr {
	if d.listener == nil {
		return nil
	}
	return d.listener.Addr()
}

// Serve lets clients in.
func (d *Door) Serve() { d.listener.Serve(d.protocol) }

// Close lets nobody in any more.
func (d *Door) Close(context.Context) error {
	d.closed.Store(true)
	if d.listener == nil {
		return nil
	}
	if err := d.listener.Close(); err != nil {
		return fmt.Errorf("closing the client port: %w", err)
	}
	return nil
}

// Listening is what health probes ask. They call clients' own door the server's.
func (d *Door) Listening() (name string, listening bool) {
	return "server", d.listener != nil && !d.closed.Load()
}

var (
	_ kernel.Door      = (*Door)(nil)
	_ status.Listening = (*Door)(nil)
)
