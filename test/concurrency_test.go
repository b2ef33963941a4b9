package test

import (
	"encoding/binary"
	"fmt"
	"sync"
	"testing"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

// What one publisher sends arrives in its order at every subscriber, however many publish at once.
func TestManyPublishersKeepTheirOrder(t *testing.T) {
	t.Parallel()
	const publishers, messages, subscribers = 32, 500, 3
	s := harness.Start(t)
	var wg sync.WaitGroup
	for range subscribers {
		sub := subscribe(t, dial(t, s), "order.>")
		must(t, sub.SetPendingLimits(-1, -1))
		wg.Go(func() {
			var last [publishers]uint32
			for range publishers * messages {
				m, err := sub.NextMsg(harness.Patience)
				if err != nil {
					t.Errorf("waiting for a message: %v", err)
					return
				}
				who, n := binary.BigEndian.Uint32(m.Data), binary.BigEndian.Uint32(m.Data[4:])
				if last[who]++; n != last[who] {
					t.Errorf("publisher %d: got message %d instead of %d", who, n, last[who])
					return
				}
			}
		})
	}
	for who := range publishers {
		nc := dial(t, s)
		wg.Go(func() {
			for n := range messages {
				data := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(who)), uint32(n+1))
				if err := nc.Publish(fmt.Sprintf("order.%d.%d", who, n%7), data); err != nil {
					t.Errorf("publishing: %v", err)
				}
			}
			if err := nc.Flush(); err != nil {
				t.Errorf("flushing: %v", err)
			}
		})
	}
	wg.Wait()
}

// Many connections come, talk and go at the same time; each hears exactly its own.
func TestManyConnections(t *testing.T) {
	t.Parallel()
	const connections, rounds = 50, 4
	s := harness.Start(t)
	pulse := harness.StartPulse(t, s)
	var wg sync.WaitGroup
	for i := range connections {
		wg.Go(func() {
			for round := range rounds {
				if err := talk(s, fmt.Sprintf("own.%d.%d", i, round)); err != nil {
					t.Errorf("connection %d, round %d: %v", i, round, err)
					return
				}
			}
		})
	}
	wg.Wait()
	pulse.Check()
}

// talk opens a connection, sends itself a message and closes.
func talk(s *harness.Server, subject string) error {
	nc, err := nats.Connect(s.URL(), nats.Name(subject))
	if err != nil {
		return err
	}
	defer nc.Close()
	sub, err := nc.SubscribeSync(subject)
	if err != nil {
		return err
	}
	if err := nc.Publish(subject, []byte(subject)); err != nil {
		return err
	}
	m, err := sub.NextMsg(harness.Patience)
	if err != nil {
		return err
	}
	if string(m.Data) != subject {
		return fmt.Errorf("got %q", m.Data)
	}
	return nil
}
