package test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

// A payload of exactly max_payload passes unchanged, also with the header counted in.
func TestLargestPayload(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	pub := dial(t, s)
	largest := int(pub.MaxPayload())
	if largest != 1<<20 {
		t.Fatalf("max_payload is %d by default", largest)
	}
	random := rand.NewChaCha8([32]byte{1})
	data := make([]byte, largest)
	_, _ = random.Read(data) // never fails
	sub := subscribe(t, dial(t, s), "big")
	for range 8 {
		must(t, pub.Publish("big", data))
		if m := next(t, sub); !bytes.Equal(m.Data, data) {
			t.Fatal("the payload was changed on its way")
		}
	}
	const header = "NATS/1.0\r\nA: b\r\n\r\n"
	m := nats.NewMsg("big")
	m.Header.Set("A", "b")
	m.Data = data[:largest-len(header)]
	must(t, pub.PublishMsg(m))
	if got := next(t, sub); !bytes.Equal(got.Data, m.Data) || got.Header.Get("A") != "b" {
		t.Fatal("the message with a header was changed on its way")
	}
}

// The client refuses by itself what INFO forbids; a client that does not look is cut off with the right text.
func TestPayloadTooLarge(t *testing.T) {
	t.Parallel()
	s := harness.Start(t, "-c", harness.ConfigFile(t, "max_payload: 1000\n"))
	nc := dial(t, s)
	if err := nc.Publish("big", make([]byte, 1001)); !errors.Is(err, nats.ErrMaxPayload) {
		t.Fatalf("expected the client to refuse, got %v", err)
	}
	c := harness.Greet(t, s)
	c.Send("PUB big 1001")
	c.Expect("-ERR 'Maximum Payload Violation'")
	c.ExpectClosed()
}

func TestManySubscriptions(t *testing.T) {
	t.Parallel()
	const subscriptions = 10_000
	s := harness.Start(t)
	nc, pub := dial(t, s), dial(t, s)
	arrived := make(chan *nats.Msg, subscriptions)
	for i := range subscriptions {
		_, err := nc.ChanSubscribe(fmt.Sprintf("many.%d.%d", i%100, i), arrived)
		must(t, err)
	}
	must(t, nc.Flush())
	for i := range subscriptions {
		must(t, pub.Publish(fmt.Sprintf("many.%d.%d", i%100, i), nil))
	}
	must(t, pub.Flush())
	seen := make(map[string]bool, subscriptions)
	for range subscriptions {
		m := receive(t, "a message for each subscription", arrived)
		if m.Subject != m.Sub.Subject || seen[m.Subject] {
			t.Fatalf("%s arrived for %s (twice: %v)", m.Subject, m.Sub.Subject, seen[m.Subject])
		}
		seen[m.Subject] = true
	}
}

func TestTooManyConnections(t *testing.T) {
	t.Parallel()
	s := harness.Start(t, "-c", harness.ConfigFile(t, "max_connections: 2\n"))
	first := harness.Greet(t, s)
	harness.Greet(t, s)
	third := harness.Connect(t, s)
	third.Expect("-ERR 'maximum connections exceeded'")
	third.ExpectClosed()
	// The client makes an error of its own from the text, so only the text can be compared. It may also have been cut
	// off while it was still sending.
	harness.Eventually(t, harness.Patience, "the client tells the reason", func() bool {
		_, err := nats.Connect(s.URL())
		return err != nil && strings.Contains(err.Error(), "maximum connections exceeded")
	})
	first.Close()
	harness.Eventually(t, harness.Patience, "a closed connection makes room", func() bool {
		p, err := harness.Dial(s.Addr())
		if err != nil {
			return false
		}
		defer p.Close()
		return p.Hello(harness.Plain) == nil
	})
}

// A connection that never says anything is pinged and then cut off.
func TestStaleConnection(t *testing.T) {
	t.Parallel()
	s := harness.Start(t, "-c", harness.ConfigFile(t, "ping_interval: \"100ms\"\nping_max: 2\n"))
	silent := harness.Connect(t, s)
	silent.ManualPings = true
	silent.Expect("PING", "PING", "-ERR 'Stale Connection'")
	silent.ExpectClosed()
}

// A connection that never authenticates is cut off.
func TestAuthenticationTimeout(t *testing.T) {
	t.Parallel()
	s := harness.Start(t, "-c",
		harness.ConfigFile(t, "authorization { user: derek, password: secret, timeout: 0.2 }\n"))
	silent := harness.Connect(t, s)
	silent.Expect("-ERR 'Authentication Timeout'")
	silent.ExpectClosed()

	nc := dial(t, s, nats.UserInfo("derek", "secret"))
	must(t, nc.Flush())
	_, err := nats.Connect(s.URL(), nats.UserInfo("derek", "wrong"))
	if !errors.Is(err, nats.ErrAuthorization) {
		t.Fatalf("expected an authorization violation, got %v", err)
	}
}
