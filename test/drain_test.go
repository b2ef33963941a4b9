package test

import (
	"sync/atomic"
	"testing"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

// Draining a subscription handles all that was sent before, and nothing comes after.
func TestDrainSubscription(t *testing.T) {
	t.Parallel()
	const messages = 500
	s := harness.Start(t)
	nc, pub := dial(t, s), dial(t, s)
	var handled atomic.Int64
	sub, err := nc.Subscribe("d", func(*nats.Msg) { handled.Add(1) })
	must(t, err)
	must(t, nc.Flush())
	for range messages {
		must(t, pub.Publish("d", nil))
	}
	must(t, pub.Flush())
	closed := sub.StatusChanged(nats.SubscriptionClosed)
	must(t, sub.Drain())
	receive(t, "the subscription is drained", closed)
	if n := handled.Load(); n != messages {
		t.Fatalf("handled %d messages of %d", n, messages)
	}
	before := nc.Stats().InMsgs
	must(t, pub.Publish("d", nil))
	must(t, pub.Flush())
	must(t, nc.Flush())
	if after := nc.Stats().InMsgs; after != before || handled.Load() != messages {
		t.Fatal("a message came after the drain")
	}
}

// Draining a queue member hands over without losing a message.
func TestDrainQueueMemberHandsOver(t *testing.T) {
	t.Parallel()
	const messages = 2000
	s := harness.Start(t)
	leaves, stays, pub := dial(t, s), dial(t, s), dial(t, s)
	var handled atomic.Int64
	count := func(*nats.Msg) { handled.Add(1) }
	for _, nc := range []*nats.Conn{leaves, stays} {
		_, err := nc.QueueSubscribe("d", "q", count)
		must(t, err)
		must(t, nc.Flush())
	}
	closed := leaves.StatusChanged(nats.CLOSED)
	for i := range messages {
		if i == messages/2 {
			must(t, leaves.Drain())
		}
		must(t, pub.Publish("d", nil))
	}
	must(t, pub.Flush())
	receive(t, "the connection is drained", closed)
	harness.Eventually(t, harness.Patience, "every message is handled once", func() bool {
		return handled.Load() == messages
	})
}

// Draining a connection handles what has arrived, sends out what was published last, and closes.
func TestDrainConnection(t *testing.T) {
	t.Parallel()
	const messages = 500
	s := harness.Start(t)
	closed := make(chan struct{})
	nc := dial(t, s, nats.ClosedHandler(func(*nats.Conn) { close(closed) }))
	other := dial(t, s)
	answers := subscribe(t, other, "answer")
	_, err := nc.Subscribe("ask", func(m *nats.Msg) {
		if err := nc.Publish("answer", m.Data); err != nil {
			t.Errorf("answering while draining: %v", err)
		}
	})
	must(t, err)
	must(t, nc.Flush())
	for range messages {
		must(t, other.Publish("ask", []byte("?")))
	}
	must(t, other.Flush())
	must(t, nc.Drain())
	receive(t, "the connection is closed", closed)
	for range messages {
		next(t, answers)
	}
	nothing(t, other, answers)
}
