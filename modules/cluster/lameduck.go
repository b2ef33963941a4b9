package cluster

import (
	"context"
	"time"

	"gnatsd/kernel"
)

// Drain tells the other servers that this one is about to go: they lead their
// clients elsewhere, and the routes go on until the server stops.
func (d *Door) Drain(context.Context) error {
	d.cluster.inspect(func(m *mesh) { m.leave(time.Now()) })
	return nil
}

// leave says to all that this server goes.
func (m *mesh) leave(now time.Time) {
	m.now, m.lameDuck = now, true
	m.greetAll()
}

// greetAll says anew what this server is, to all that know it, on each of their
// links: any but one of them may give way.
func (m *mesh) greetAll() {
	for _, p := range ordered(m.peers) {
		if p.state == registered || p.state == candidate {
			m.greet(p)
		}
	}
}

var _ kernel.Drainer = (*Door)(nil)
