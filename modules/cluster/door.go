package cluster

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

// Door is where other servers come in.
type Door struct {
	cluster  *Cluster
	listener kernel.Listener
	port     int
	closed   atomic.Bool
}

// doorRank binds the port for routes behind that of the clients, which it tells
// other servers of.
const doorRank = 30

// NewDoor makes the door to a cluster.
func NewDoor(c *Cluster) *Door { return &Door{cluster: c} }

// Name is "cluster".
func (d *Door) Name() string { return "cluster" }

// Rank is behind the clients' door.
func (d *Door) Rank() int { return doorRank }

// Bind listens, if there is a cluster.
func (d *Door) Bind(ctx context.Context) error {
	s := d.cluster.settings()
	if !s.Enabled {
		return nil
	}
	address := net.JoinHostPort(s.Host, strconv.Itoa(max(s.Port, 0)))
	l, err := d.cluster.deps.Transport.Listen(ctx, address)
	if err != nil {
		//nolint:staticcheck // the text of both reference servers
		return fmt.Errorf("Error listening on router port: %s, %q", address, err.Error())
	}
	d.listener = l
	_, digits, err := net.SplitHostPort(l.Addr().String())
	if err == nil {
		d.port, err = strconv.Atoi(digits)
	}
	if err != nil {
		return fmt.Errorf("reading the address of the router port: %w", err)
	}
	d.cluster.log.Info("Listening for route connections on "+net.JoinHostPort(s.Host, digits),
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

// Serve lets other servers in and goes to those that are configured.
func (d *Door) Serve() {
	if d.listener != nil {
		d.cluster.begin(d.port)
		d.listener.Serve(&greeter{cluster: d.cluster})
	}
}

// Close lets nobody in any more. Routes are closed later: a server that loses
// one comes back at once, and must find nobody (cluster §16.5).
func (d *Door) Close(context.Context) error {
	d.closed.Store(true)
	if d.listener == nil {
		return nil
	}
	if err := d.listener.Close(); err != nil {
		return fmt.Errorf("closing the router port: %w", err)
	}
	return nil
}

// Listening is what health probes ask. A server without a cluster is not asked
// for its door.
func (d *Door) Listening() (name string, listening bool) {
	return "route", !d.cluster.settings().Enabled || (d.listener != nil && !d.closed.Load())
}

var (
	_ kernel.Door      = (*Door)(nil)
	_ status.Listening = (*Door)(nil)
)
