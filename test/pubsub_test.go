package test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

func TestPublishSubscribe(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	sub := subscribe(t, dial(t, s), "greet.joe")
	pub := dial(t, s)
	must(t, pub.PublishRequest("greet.joe", "back.here", []byte("hello")))
	must(t, pub.Flush())
	m := next(t, sub)
	if m.Subject != "greet.joe" || m.Reply != "back.here" || string(m.Data) != "hello" {
		t.Fatalf("got %q, reply %q, %q", m.Subject, m.Reply, m.Data)
	}
}

func TestWildcards(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	pub := dial(t, s)
	published := []string{"a", "a.b", "a.b.c", "a.c.b", "b.a", "a.b.c.d", "A.b"}
	cases := []struct {
		pattern string
		want    []string
	}{
		{"a.b", []string{"a.b"}},
		{"*", []string{"a"}},
		{"a.*", []string{"a.b"}},
		{"*.b", []string{"a.b", "A.b"}},
		{"a.*.c", []string{"a.b.c"}},
		{"*.*.*", []string{"a.b.c", "a.c.b"}},
		{"a.>", []string{"a.b", "a.b.c", "a.c.b", "a.b.c.d"}},
		{"*.b.>", []string{"a.b.c", "a.b.c.d"}},
		{">", published},
	}
	subs := make([]*nats.Subscription, len(cases))
	for i, c := range cases {
		subs[i] = subscribe(t, pub, c.pattern)
	}
	for _, subject := range published {
		must(t, pub.Publish(subject, []byte(subject)))
	}
	must(t, pub.Flush())
	for i, c := range cases {
		var got []string
		for range c.want {
			got = append(got, next(t, subs[i]).Subject)
		}
		nothing(t, pub, subs[i])
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.pattern, got, c.want)
		}
	}
}

func TestNoEcho(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	quiet := dial(t, s, nats.NoEcho())
	own := subscribe(t, quiet, "x")
	other := dial(t, s)
	others := subscribe(t, other, "x")
	must(t, quiet.Publish("x", []byte("mine")))
	must(t, quiet.Flush())
	if m := next(t, others); string(m.Data) != "mine" {
		t.Fatalf("got %q", m.Data)
	}
	nothing(t, quiet, own)
	must(t, other.Publish("x", []byte("theirs")))
	if m := next(t, own); string(m.Data) != "theirs" {
		t.Fatalf("got %q", m.Data)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	pub := dial(t, s)
	if !pub.HeadersSupported() {
		t.Fatal("the server does not announce headers")
	}
	sub := subscribe(t, dial(t, s), "h")
	m := nats.NewMsg("h")
	m.Data = []byte("body")
	m.Header.Add("Color", "red")
	m.Header.Add("Color", "blue")
	m.Header["lower-case"] = []string{"grüße"}
	must(t, pub.PublishMsg(m))
	must(t, pub.Publish("h", []byte("bare")))
	got := next(t, sub)
	if !slices.Equal(got.Header.Values("Color"), []string{"red", "blue"}) ||
		got.Header["lower-case"][0] != "grüße" || string(got.Data) != "body" {
		t.Fatalf("got %v %q", got.Header, got.Data)
	}
	if got := next(t, sub); len(got.Header) != 0 || string(got.Data) != "bare" {
		t.Fatalf("got %v %q", got.Header, got.Data)
	}
}

// Each connection hears exactly as many messages as it asked for, whatever the burst.
func TestAutoUnsubscribeIsExact(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	pub := dial(t, s)
	for _, limit := range []int{1, 2, 10, 100} {
		nc := dial(t, s)
		subject := fmt.Sprintf("max.%d", limit)
		sub, err := nc.SubscribeSync(subject)
		must(t, err)
		must(t, sub.AutoUnsubscribe(limit))
		must(t, nc.Flush())
		before := nc.Stats().InMsgs
		for range 3 * limit {
			must(t, pub.Publish(subject, nil))
		}
		must(t, pub.Flush())
		must(t, nc.Flush())
		// The client cuts off at the limit too; what came over the wire is in its statistics.
		if got := nc.Stats().InMsgs - before; got != uint64(limit) {
			t.Errorf("limit %d: the server sent %d messages", limit, got)
		}
	}
}

func TestFlushAndRTT(t *testing.T) {
	t.Parallel()
	nc := dial(t, harness.Start(t))
	must(t, nc.Flush())
	rtt, err := nc.RTT()
	must(t, err)
	if rtt <= 0 {
		t.Fatalf("round trip of %v", rtt)
	}
	if nc.ConnectedServerId() == "" || nc.ConnectedServerVersion() == "" {
		t.Fatal("the server tells no id or version")
	}
	id, err := nc.GetClientID()
	must(t, err)
	ip, err := nc.GetClientIP()
	must(t, err)
	if id == 0 || !ip.IsLoopback() {
		t.Fatalf("client id %d, address %v", id, ip)
	}
}

// The name a client gives its connection is what operators see.
func TestConnectionName(t *testing.T) {
	t.Parallel()
	port := harness.FreePort(t)
	s := harness.Start(t, "-m", port)
	nc := dial(t, s, nats.Name("punctual"))
	must(t, nc.Flush())
	id, err := nc.GetClientID()
	must(t, err)
	resp, err := http.Get("http://127.0.0.1:" + port + "/connz")
	must(t, err)
	defer http.DefaultClient.CloseIdleConnections()
	defer resp.Body.Close()
	var connz struct {
		Connections []struct {
			CID        uint64 `json:"cid"`
			Name, Lang string
		}
	}
	must(t, json.NewDecoder(resp.Body).Decode(&connz))
	if len(connz.Connections) != 1 {
		t.Fatalf("%d connections", len(connz.Connections))
	}
	if c := connz.Connections[0]; c.CID != id || c.Name != "punctual" || c.Lang != "go" {
		t.Fatalf("connection %d is seen as %+v", id, c)
	}
}
