package test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

func TestRequestReply(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	service := dial(t, s)
	_, err := service.QueueSubscribe("add.one", "adders", func(m *nats.Msg) {
		if err := m.Respond(append(m.Data, '!')); err != nil {
			t.Errorf("responding: %v", err)
		}
	})
	must(t, err)
	must(t, service.Flush())

	var wg sync.WaitGroup
	for caller := range 8 {
		nc := dial(t, s)
		wg.Go(func() {
			for i := range 100 {
				text := fmt.Sprintf("%d-%d", caller, i)
				m, err := nc.Request("add.one", []byte(text), harness.Patience)
				if err != nil || string(m.Data) != text+"!" {
					t.Errorf("request %s: %v, %v", text, m, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestRequestOldStyle(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	service := dial(t, s)
	_, err := service.Subscribe("echo", func(m *nats.Msg) { _ = m.Respond(m.Data) })
	must(t, err)
	must(t, service.Flush())
	nc := dial(t, s, nats.UseOldRequestStyle())
	for range 20 {
		m, err := nc.Request("echo", []byte("x"), harness.Patience)
		must(t, err)
		if string(m.Data) != "x" {
			t.Fatalf("got %q", m.Data)
		}
	}
}

func TestNoResponders(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	nc := dial(t, s)
	if _, err := nc.Request("nobody", nil, harness.Patience); !errors.Is(err, nats.ErrNoResponders) {
		t.Fatalf("expected no responders at once, got %v", err)
	}
	sub := subscribe(t, nc, "somebody")
	must(t, sub.Unsubscribe())
	if _, err := nc.Request("somebody", nil, harness.Patience); !errors.Is(err, nats.ErrNoResponders) {
		t.Fatalf("expected no responders after the last one left, got %v", err)
	}
}
