package test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"gnatsd/test/harness"
)

// Goal: streams that live on nats-servers are there for clients of our nodes: made, filled, read, looked at and
// deleted. Method: three nats-servers with JetStream, our node, and the Go client's own package.

// startStreams starts three servers with JetStream and returns the URL of a route to them.
func startStreams(t *testing.T, kind string) string {
	t.Helper()
	if _, err := os.Stat(peerBinaries[kind]); err != nil {
		t.Skipf("no peer: %v", err)
	}
	ports := []string{harness.FreePort(t), harness.FreePort(t), harness.FreePort(t)}
	routes := "nats://127.0.0.1:" + strings.Join(ports, ", nats://127.0.0.1:")
	for i, port := range ports {
		file := harness.ConfigFile(t, fmt.Sprintf(`
server_name: "s%d"
jetstream { store_dir: %q, max_mem: 64mb, max_file: 64mb }
cluster { name: c, listen: "127.0.0.1:%s", routes: [%s] }
`, i, t.TempDir(), port, routes))
		harness.StartProgram(t, []string{peerBinaries[kind]}, "-c", file)
	}
	return "nats://127.0.0.1:" + ports[0]
}

func TestClusterStreams(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"new", "old"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := startNode(t, []string{startStreams(t, kind)})
			nc := dial(t, s)
			js, err := jetstream.New(nc)
			must(t, err)
			ctx, cancel := context.WithTimeout(t.Context(), 4*harness.Patience)
			defer cancel()
			harness.Eventually(t, 2*harness.Patience, "the streams have a leader", func() bool {
				short, cancel := context.WithTimeout(ctx, 2*time.Second)
				defer cancel()
				_, err := js.CreateStream(short, jetstream.StreamConfig{
					Name: "ORDERS", Subjects: []string{"orders.>"}, Replicas: 3, Storage: jetstream.MemoryStorage,
				})
				return err == nil
			})
			checkStream(ctx, t, nc, js)
			checkAnsweredOnce(t, nc, dial(t, startNode(t, []string{routeURL(s)})))
			checkBuckets(ctx, t, js)
			must(t, js.DeleteStream(ctx, "ORDERS"))
			if _, err := js.Stream(ctx, "ORDERS"); !errors.Is(err, jetstream.ErrStreamNotFound) {
				t.Errorf("after deleting the stream: %v", err)
			}
		})
	}
}

// checkStream fills and reads a stream in the ways there are.
func checkStream(ctx context.Context, t *testing.T, nc *nats.Conn, js jetstream.JetStream) {
	t.Helper()
	const messages = 50
	for i := range messages {
		m := nats.NewMsg(fmt.Sprintf("orders.%d", i%3))
		m.Data = fmt.Appendf(nil, "m%d", i)
		m.Header.Set("N", "v")
		ack, err := js.PublishMsg(ctx, m)
		must(t, err)
		if ack.Stream != "ORDERS" || ack.Sequence != uint64(i+1) {
			t.Fatalf("acknowledged: %+v", ack)
		}
	}
	stream, err := js.Stream(ctx, "ORDERS")
	must(t, err)
	info, err := stream.Info(ctx)
	must(t, err)
	if info.State.Msgs != messages || len(info.Cluster.Replicas) != 2 {
		t.Errorf("the stream has %d messages and %d replicas", info.State.Msgs, len(info.Cluster.Replicas))
	}
	one, err := stream.GetMsg(ctx, 2)
	must(t, err)
	if one.Subject != "orders.1" || string(one.Data) != "m1" {
		t.Errorf("message 2: %s %q", one.Subject, one.Data)
	}
	pull, err := js.CreateOrUpdateConsumer(ctx, "ORDERS", jetstream.ConsumerConfig{Durable: "pull"})
	must(t, err)
	batch, err := pull.Fetch(messages, jetstream.FetchMaxWait(harness.Patience))
	must(t, err)
	n := 0
	for m := range batch.Messages() {
		got := m.Subject() + " " + string(m.Data()) + " " + m.Headers().Get("N")
		if got != fmt.Sprintf("orders.%d m%d v", n%3, n) {
			t.Fatalf("message %d: %s", n, got)
		}
		must(t, m.DoubleAck(ctx))
		n++
	}
	if must(t, batch.Error()); n != messages {
		t.Errorf("fetched %d messages", n)
	}
	state, err := pull.Info(ctx)
	must(t, err)
	if state.NumAckPending != 0 || state.AckFloor.Consumer != messages {
		t.Errorf("after acknowledging all: %+v", state)
	}
	two := jetstream.OrderedConsumerConfig{FilterSubjects: []string{"orders.2"}}
	ordered, err := js.OrderedConsumer(ctx, "ORDERS", two)
	must(t, err)
	got := make(chan string, messages)
	running, err := ordered.Consume(func(m jetstream.Msg) { got <- m.Subject() + " " + string(m.Data()) })
	must(t, err)
	defer running.Stop()
	must(t, nc.Publish("orders.2", []byte("last")))
	for last := ""; last != "orders.2 last"; {
		select {
		case last = <-got:
		case <-ctx.Done():
			t.Fatalf("the ordered consumer got %q last", last)
		}
	}
}

// checkAnsweredOnce checks that a request is brought to the streams once, though another of our nodes sees it as well.
func checkAnsweredOnce(t *testing.T, nc, other *nats.Conn) {
	t.Helper()
	const requests = 10
	all, answers := subscribe(t, other, ">"), subscribe(t, nc, nats.NewInbox())
	arrives(t, nc, all, "x")
	for range requests {
		must(t, nc.PublishRequest("$JS.API.INFO", answers.Subject, nil))
	}
	for range requests {
		if m := next(t, answers); !strings.Contains(string(m.Data), "io.nats.jetstream.api.v1.account_info_response") {
			t.Errorf("answered %q", m.Data)
		}
	}
	must(t, other.Publish(answers.Subject, []byte("end"))) // behind what the other node might have asked for
	if m := next(t, answers); string(m.Data) != "end" {
		t.Errorf("answered again: %q", m.Data)
	}
}

// checkBuckets uses a bucket of keys and values.
func checkBuckets(ctx context.Context, t *testing.T, js jetstream.JetStream) {
	t.Helper()
	kv, err := js.CreateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: "b", Storage: jetstream.MemoryStorage})
	must(t, err)
	changes, err := kv.WatchAll(ctx)
	must(t, err)
	defer func() { _ = changes.Stop() }()
	for _, value := range []string{"one", "two"} {
		_, err = kv.PutString(ctx, "k", value)
		must(t, err)
		entry, err := kv.Get(ctx, "k")
		must(t, err)
		if string(entry.Value()) != value {
			t.Errorf("got %q, want %q", entry.Value(), value)
		}
	}
	var seen []string
	for len(seen) < 2 {
		select {
		case entry := <-changes.Updates():
			if entry != nil {
				seen = append(seen, string(entry.Value()))
			}
		case <-ctx.Done():
			t.Fatalf("watched %q", seen)
		}
	}
	if seen[0] != "one" || seen[1] != "two" {
		t.Errorf("watched %q", seen)
	}
}

// Without a server that has streams a client is told so at once.
func TestClusterWithoutStreams(t *testing.T) {
	t.Parallel()
	nodes := startCluster(t, 2)
	js, err := jetstream.New(dial(t, nodes[0]))
	must(t, err)
	began := time.Now()
	_, err = js.AccountInfo(t.Context())
	if took := time.Since(began); !errors.Is(err, jetstream.ErrJetStreamNotEnabled) || took > 2*time.Second {
		t.Errorf("%v after %v", err, took)
	}
}
