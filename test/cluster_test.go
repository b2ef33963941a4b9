package test

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

// Goal: clients of different servers of a cluster see what they would see on one server. Method: meshes that form
// from one seed, and the Go client.

var routeListening = regexp.MustCompile(`Listening for route connections on [^\s"]+:(\d+)`)

// startNode starts a server of the cluster "c" that dials the routes given.
func startNode(t testing.TB, routes []string, args ...string) *harness.Server {
	t.Helper()
	args = append([]string{"-D", "--cluster", "nats://127.0.0.1:-1", "--cluster_name", "c"}, args...)
	if len(routes) > 0 {
		args = append(args, "--routes", strings.Join(routes, ","))
	}
	return harness.Start(t, args...)
}

// routeURL returns where a node takes routes.
func routeURL(s *harness.Server) string {
	return "nats://127.0.0.1:" + s.WaitLog(routeListening)[1]
}

// startCluster starts n nodes that know the first one and waits for the mesh.
func startCluster(t testing.TB, n int) []*harness.Server {
	t.Helper()
	nodes := []*harness.Server{startNode(t, nil)}
	for len(nodes) < n {
		nodes = append(nodes, startNode(t, []string{routeURL(nodes[0])}))
	}
	settled(t, nodes...)
	return nodes
}

// settled waits until each node has a route to each other.
func settled(t testing.TB, nodes ...*harness.Server) {
	t.Helper()
	for _, s := range nodes {
		harness.Eventually(t, harness.Patience, "the mesh is complete", func() bool { return routesOf(s) == len(nodes)-1 })
	}
}

// routesOf counts the servers to which a node has a route, by its log.
func routesOf(s *harness.Server) int {
	log := s.Log()
	return strings.Count(log, "Route established") - strings.Count(log, "Route lost")
}

// arrives waits until what the first connection publishes reaches the subscription of the other, which stands for
// interest having crossed. It leaves the subscription empty.
func arrives(t testing.TB, from *nats.Conn, sub *nats.Subscription, subject string) {
	t.Helper()
	harness.Eventually(t, harness.Patience, "interest in "+subject+" is known", func() bool {
		must(t, from.Publish(subject, []byte("probe")))
		must(t, from.Flush())
		_, err := sub.NextMsg(20 * time.Millisecond)
		return err == nil
	})
	drain(t, from, subject, sub)
}

// drain empties subscriptions of what the connection has published before.
func drain(t testing.TB, from *nats.Conn, subject string, subs ...*nats.Subscription) {
	t.Helper()
	last := nats.NewInbox() // unlike all others
	must(t, from.Publish(subject, []byte(last)))
	must(t, from.Flush())
	for _, sub := range subs {
		for string(next(t, sub).Data) != last {
		}
	}
}

func TestClusterForwards(t *testing.T) {
	t.Parallel()
	nodes := startCluster(t, 3)
	a, b, c := dial(t, nodes[0]), dial(t, nodes[1]), dial(t, nodes[2])
	onB, onC := subscribe(t, b, "news.*"), subscribe(t, c, "news.>")
	arrives(t, a, onB, "news.x")
	arrives(t, a, onC, "news.x")
	arrives(t, b, onC, "news.x")
	drain(t, a, "news.x", onB, onC)
	drain(t, b, "news.x", onB, onC)
	big := strings.Repeat("x", 300_000)
	for i := range 20 {
		m := &nats.Msg{Subject: "news.n", Reply: "back", Data: []byte(strconv.Itoa(i) + big[:i*15000])}
		if i%2 == 0 {
			m.Header = nats.Header{"K": []string{"v", "w"}}
		}
		must(t, a.PublishMsg(m))
	}
	for _, sub := range []*nats.Subscription{onB, onC} {
		for i := range 20 {
			m := next(t, sub)
			if string(m.Data) != strconv.Itoa(i)+big[:i*15000] || m.Reply != "back" || m.Subject != "news.n" {
				t.Fatalf("message %d: %q of %d bytes, reply %q", i, m.Subject, len(m.Data), m.Reply)
			}
			if (len(m.Header.Values("K")) == 2) != (i%2 == 0) {
				t.Fatalf("message %d: header %v", i, m.Header)
			}
		}
	}
	nothing(t, b, onB)
	nothing(t, c, onC)
}

// Each message reaches one member in the whole cluster, members on all servers count the same.
func TestClusterQueueGroup(t *testing.T) {
	t.Parallel()
	const messages = 3000
	nodes := startCluster(t, 3)
	var got [4]atomic.Int64
	var plain atomic.Int64
	for i, node := range []int{0, 1, 1, 2} {
		_, err := dial(t, nodes[node]).QueueSubscribe("job.*", "workers", func(m *nats.Msg) {
			if string(m.Data) != "probe" {
				got[i].Add(1)
			}
		})
		must(t, err)
	}
	watch := dial(t, nodes[1])
	_, err := watch.Subscribe("job.>", func(m *nats.Msg) {
		if string(m.Data) != "probe" {
			plain.Add(1)
		}
	})
	must(t, err)
	for i := range 3 {
		ready := dial(t, nodes[i])
		sub, err := ready.QueueSubscribeSync("ready"+strconv.Itoa(i), "q")
		must(t, err)
		must(t, ready.Flush())
		arrives(t, dial(t, nodes[0]), sub, "ready"+strconv.Itoa(i))
	}
	total := func() (n int64) {
		for i := range got {
			n += got[i].Load()
		}
		return n
	}
	pub := dial(t, nodes[0])
	for i := range messages {
		must(t, pub.Publish("job.x", []byte(strconv.Itoa(i))))
	}
	must(t, pub.Flush())
	harness.Eventually(t, harness.Patience, "all jobs are done", func() bool {
		return total() >= messages && plain.Load() >= messages
	})
	must(t, watch.Flush())
	if total() != messages || plain.Load() != messages {
		t.Errorf("%d jobs done, %d seen, of %d", total(), plain.Load(), messages)
	}
	for i := range got {
		if n := got[i].Load(); n < messages/4*8/10 || n > messages/4*12/10 {
			t.Errorf("member %d did %d of %d jobs", i, n, messages)
		}
	}
}

func TestClusterRequests(t *testing.T) {
	t.Parallel()
	nodes := startCluster(t, 2)
	a, b := dial(t, nodes[0]), dial(t, nodes[1])
	if _, err := a.Request("echo", nil, harness.Patience); !errors.Is(err, nats.ErrNoResponders) {
		t.Fatalf("expected that nobody responds, got %v", err)
	}
	sub, err := b.Subscribe("echo", func(m *nats.Msg) { _ = m.Respond(append([]byte("re: "), m.Data...)) })
	must(t, err)
	must(t, b.Flush())
	harness.Eventually(t, harness.Patience, "the service is found", func() bool {
		m, err := a.Request("echo", []byte("hi"), time.Second)
		return err == nil && string(m.Data) == "re: hi"
	})
	must(t, sub.Unsubscribe())
	must(t, b.Flush())
	harness.Eventually(t, harness.Patience, "the service is missed", func() bool {
		_, err := a.Request("echo", nil, time.Second)
		return errors.Is(err, nats.ErrNoResponders)
	})
}

func TestClusterAutoUnsubscribe(t *testing.T) {
	t.Parallel()
	nodes := startCluster(t, 2)
	a, b := dial(t, nodes[0]), dial(t, nodes[1])
	sub := subscribe(t, b, "few")
	arrives(t, a, sub, "few")
	limited := subscribe(t, b, "few")
	must(t, limited.AutoUnsubscribe(3))
	must(t, sub.Unsubscribe())
	must(t, b.Flush())
	for range 10 {
		must(t, a.Publish("few", nil))
	}
	for range 3 {
		next(t, limited)
	}
	if _, err := limited.NextMsg(time.Millisecond); !errors.Is(err, nats.ErrMaxMessages) {
		t.Fatalf("after the last message: %v", err)
	}
	harness.Eventually(t, harness.Patience, "the interest is gone", func() bool {
		_, err := a.Request("few", nil, time.Second)
		return errors.Is(err, nats.ErrNoResponders)
	})
}

// A client that wants no echo gets what comes back on the same subject from elsewhere.
func TestClusterNoEcho(t *testing.T) {
	t.Parallel()
	nodes := startCluster(t, 2)
	quiet, b := dial(t, nodes[0], nats.NoEcho()), dial(t, nodes[1])
	own, far := subscribe(t, quiet, "x"), subscribe(t, b, "x")
	arrives(t, b, own, "x")
	drain(t, b, "x", own, far)
	must(t, quiet.Publish("x", []byte("mine")))
	if m := next(t, far); string(m.Data) != "mine" {
		t.Fatalf("got %q", m.Data)
	}
	nothing(t, quiet, own)
}

// Clients hear of nodes that come and go.
func TestClusterTellsClients(t *testing.T) {
	t.Parallel()
	seed := startNode(t, nil)
	c := harness.Connect(t, seed)
	c.Hello(`{"verbose":false,"pedantic":false,"protocol":1}`)
	urls := func() []string {
		for {
			line, err := c.ReadLine()
			must(t, err)
			text, ok := strings.CutPrefix(line, "INFO ")
			if !ok {
				t.Fatalf("got %q", line)
			}
			var info struct {
				URLs []string `json:"connect_urls"`
			}
			must(t, json.Unmarshal([]byte(text), &info))
			if info.URLs != nil {
				slices.Sort(info.URLs)
				return info.URLs
			}
		}
	}
	node := startNode(t, []string{routeURL(seed)})
	both := []string{seed.Addr(), node.Addr()}
	slices.Sort(both)
	if got := urls(); !slices.Equal(got, both) {
		t.Errorf("with two nodes: %v, want %v", got, both)
	}
	if code := node.Stop(); code != 0 {
		t.Errorf("status %d", code)
	}
	if got := urls(); !slices.Equal(got, []string{seed.Addr()}) {
		t.Errorf("with one node: %v", got)
	}
}

// However nodes find each other there is one route between each two.
func TestClusterShapes(t *testing.T) {
	t.Parallel()
	for _, shape := range []string{"chain", "all list the seed and themselves"} {
		t.Run(shape, func(t *testing.T) {
			t.Parallel()
			const n = 5
			var ports, all []string
			for range n {
				ports = append(ports, harness.FreePort(t))
				all = append(all, "nats://localhost:"+ports[len(ports)-1])
			}
			var nodes []*harness.Server
			for i := range n {
				routes := all
				if shape == "chain" {
					routes = all[max(0, i-1):max(1, i)]
				}
				nodes = append(nodes, harness.Start(t, "-D", "--cluster", "nats://127.0.0.1:"+ports[i],
					"--routes", strings.Join(routes, ",")))
			}
			settled(t, nodes...)
			sub := subscribe(t, dial(t, nodes[n-1]), "far")
			for i := range n - 1 {
				nc := dial(t, nodes[i])
				arrives(t, nc, sub, "far")
				must(t, nc.Publish("far", []byte(fmt.Sprint(i))))
				if m := next(t, sub); string(m.Data) != fmt.Sprint(i) {
					t.Errorf("from %d: %q", i, m.Data)
				}
			}
		})
	}
}

// A hundred thousand subjects reach a node that joins, and it hears of their end.
func TestClusterManySubjects(t *testing.T) {
	t.Parallel()
	n := 100_000
	if harness.RaceEnabled || testing.Short() {
		n = 5_000
	}
	a := startNode(t, nil)
	c := harness.Greet(t, a)
	var lines strings.Builder
	for i := range n {
		fmt.Fprintf(&lines, "SUB many.%d %d\r\n", i, i)
	}
	c.SendRaw(lines.String())
	c.Sync()
	b := startNode(t, []string{routeURL(a)})
	joined := time.Now()
	asks := harness.Connect(t, b)
	asks.Hello(`{"verbose":false,"pedantic":false,"headers":true,"no_responders":true}`)
	asks.Send("SUB back 1")
	known := func(i int) bool {
		asks.Send(fmt.Sprintf("PUB many.%d back 0", i), "", "PING")
		line, err := asks.ReadLine()
		must(t, err)
		if line == "PONG" {
			return true
		}
		for line != "PONG" {
			line, err = asks.ReadLine()
			must(t, err)
		}
		return false
	}
	harness.Eventually(t, harness.Patience, "all subjects are known", func() bool {
		for i := 0; i < n; i += n / 50 {
			if !known(i) {
				return false
			}
		}
		return known(n - 1)
	})
	t.Logf("%d subjects known %v after the node was ready", n, time.Since(joined))
	c.Close()
	harness.Eventually(t, harness.Patience, "all subjects are forgotten", func() bool {
		for i := 0; i < n; i += n / 50 {
			if known(i) {
				return false
			}
		}
		return !known(n - 1)
	})
}

// The answer to the first request of a connection finds its way: interest in it is known before the request is.
func TestClusterFirstRequest(t *testing.T) {
	t.Parallel()
	nodes := startCluster(t, 2)
	far := dial(t, nodes[1])
	answers(t, far, "service")
	near := dial(t, nodes[0])
	harness.Eventually(t, harness.Patience, "the service is known", func() bool { return answered(t, near, "service") })
	for i := range 300 {
		c := harness.Connect(t, nodes[0])
		inbox := fmt.Sprintf("inbox.%d", i)
		c.SendRaw(`CONNECT {"verbose":false}` + "\r\nSUB " + inbox + " 1\r\nPUB service " + inbox + " 0\r\n\r\n")
		c.Expect("MSG "+inbox+" 1 0", "")
		c.Close()
	}
}
