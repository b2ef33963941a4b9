package test

import (
	"errors"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

// dial connects with the Go client and closes when the test ends. An asynchronous error fails the test unless an
// option replaces the handler.
func dial(t testing.TB, s *harness.Server, opts ...nats.Option) *nats.Conn {
	t.Helper()
	watch := nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
		t.Errorf("the client reports: %v", err)
	})
	nc, err := nats.Connect(s.URL(), append([]nats.Option{watch}, opts...)...)
	if err != nil {
		t.Fatalf("connecting: %v", err)
	}
	t.Cleanup(nc.Close)
	return nc
}

// must fails the test on an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// subscribe makes a synchronous subscription that is in force when it returns.
func subscribe(t testing.TB, nc *nats.Conn, subject string) *nats.Subscription {
	t.Helper()
	sub, err := nc.SubscribeSync(subject)
	must(t, err)
	must(t, nc.Flush())
	return sub
}

// next returns the next message of a subscription.
func next(t testing.TB, sub *nats.Subscription) *nats.Msg {
	t.Helper()
	m, err := sub.NextMsg(harness.Patience)
	if err != nil {
		t.Fatalf("waiting for a message on %s: %v", sub.Subject, err)
	}
	return m
}

// nothing checks that a subscription has no message: what its connection was sent before is there after a flush.
func nothing(t testing.TB, nc *nats.Conn, sub *nats.Subscription) {
	t.Helper()
	must(t, nc.Flush())
	if m, err := sub.NextMsg(time.Millisecond); !errors.Is(err, nats.ErrTimeout) {
		t.Fatalf("expected no message on %s, got %v, %v", sub.Subject, m, err)
	}
}

// receive waits for a value on a channel.
func receive[T any](t testing.TB, what string, ch <-chan T) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(harness.Patience):
		t.Fatalf("waited %v in vain: %s", harness.Patience, what)
		panic("unreachable")
	}
}
