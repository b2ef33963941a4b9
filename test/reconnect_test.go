package test

import (
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

// After a restart on the same port clients are back with their subscriptions, and what they publish then arrives.
func TestReconnectAfterRestart(t *testing.T) {
	t.Parallel()
	for name, sig := range map[string]syscall.Signal{"stopped": syscall.SIGTERM, "killed": syscall.SIGKILL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := harness.Start(t)
			lost, back := make(chan error, 2), make(chan struct{}, 2)
			opts := []nats.Option{
				nats.ReconnectWait(20 * time.Millisecond), nats.MaxReconnects(-1),
				nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { lost <- err }),
				nats.ReconnectHandler(func(*nats.Conn) { back <- struct{}{} }),
			}
			sub := dial(t, s, opts...)
			pub := dial(t, s, opts...)
			heard := subscribe(t, sub, "news.*")
			must(t, pub.Publish("news.1", []byte("before")))
			if m := next(t, heard); string(m.Data) != "before" {
				t.Fatalf("got %q", m.Data)
			}

			s.Signal(sig)
			s.Wait(harness.Patience)
			receive(t, "the first client is cut off", lost)
			receive(t, "the second client is cut off", lost)
			s.Restart()
			receive(t, "the first client is back", back)
			receive(t, "the second client is back", back)

			must(t, sub.Flush())
			must(t, pub.Publish("news.2", []byte("after")))
			if m := next(t, heard); string(m.Data) != "after" {
				t.Fatalf("got %q", m.Data)
			}
		})
	}
}
