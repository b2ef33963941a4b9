package load

import (
	"errors"
	"fmt"
	"sync"
)

// Batch is a prebuilt run of SUB frames for one NATS connection.
type Batch struct{ frames []byte }

// Add appends a subscription.
func (b *Batch) Add(subscription Subscription) {
	b.frames = NATS{}.AppendSubscribe(b.frames, subscription)
}

// SubscribeAll writes each batch to its connection, all at the same time, and returns when the servers have them all
// in force.
func SubscribeAll(conns []*Conn, batches []Batch) error {
	errs := make([]error, len(conns))
	var group sync.WaitGroup
	for i, c := range conns {
		group.Go(func() {
			errs[i] = c.handshake(func() error { return NATS{}.roundTrip(c, append(batches[i].frames, "PING\r\n"...)) })
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("subscribing: %w", err)
	}
	return nil
}
