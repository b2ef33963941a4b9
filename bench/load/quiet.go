package load

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"
)

// Quiet is a set of connections that seldom say something: each sends itself a message now and then.
type Quiet struct {
	conns     []*Conn
	receivers []*receiver
	requests  [][]byte
	next      int
}

// OpenQuiet connects n of them. The caller closes the Quiet.
func OpenQuiet(ctx context.Context, endpoint Endpoint, payload, n int) (*Quiet, error) {
	dialect := endpoint.Dialect
	q := &Quiet{requests: make([][]byte, n), receivers: make([]*receiver, n)}
	conns, err := DialMany(ctx, endpoint, Duplex, n, func(i int, c *Conn) error {
		message := Message{Subject: fmt.Sprintf("quiet.%06d", i), Payload: filler(payload)}
		if err := dialect.Subscribe(c, []Subscription{{Subject: message.Subject, SID: soloSID}}); err != nil {
			return err
		}
		q.requests[i] = dialect.AppendPublish(nil, message)
		q.receivers[i] = &receiver{conn: c, counter: counter{frame: dialect.Delivery(message, soloSID)}}
		return c.block()
	})
	if err != nil {
		return nil, fmt.Errorf("opening quiet connections: %w", err)
	}
	q.conns = conns
	return q, nil
}

// Run makes round trips on one connection after another for the given time and returns how long each took in
// nanoseconds, in ascending order.
func (q *Quiet) Run(ctx context.Context, duration time.Duration) ([]int64, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	samples := make([]int64, 0, 1<<16)
	for deadline := time.Now().Add(duration); time.Now().Before(deadline) && ctx.Err() == nil; {
		i := q.next
		q.next = (q.next + 1) % len(q.conns)
		start := time.Now()
		if _, err := q.conns[i].Write(q.requests[i]); err != nil {
			return nil, fmt.Errorf("sending on a quiet connection: %w", err)
		}
		if err := q.receivers[i].receive(); err != nil {
			return nil, fmt.Errorf("waiting on a quiet connection: %w", err)
		}
		samples = append(samples, time.Since(start).Nanoseconds())
	}
	slices.Sort(samples)
	return samples, ctx.Err()
}

// Close ends all connections.
func (q *Quiet) Close() { CloseAll(q.conns) }
