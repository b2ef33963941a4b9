package test

import (
	"fmt"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

// Goal: a cluster of nats-server is replaced node by node, as docs/migrate.md says, and clients of the nodes that stay
// lose nothing. Method: during each replacement a publisher on one of the other nodes sends numbers to a subscriber on
// the third.

func TestClusterMigration(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"new", "old"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			const n = 3
			var clients, ports, routes []string
			for range n {
				clients, ports = append(clients, harness.FreePort(t)), append(ports, harness.FreePort(t))
				routes = append(routes, "nats://127.0.0.1:"+ports[len(ports)-1])
			}
			nodes := make([]*meshNode, n)
			for i := range nodes {
				nodes[i] = startPeerAt(t, kind, clients[i], ports[i], routes)
			}
			for i := range nodes {
				stays, goes := nodes[(i+1)%n], nodes[(i+2)%n]
				flow := startFlow(t, stays, goes)
				nodes[i].stop()
				free(t, "127.0.0.1:"+ports[i])
				s := harness.Start(t, "-D", "--cluster", routes[i], "--cluster_name", "c", "--routes", routes[(i+1)%n])
				nodes[i] = ourNode(s, routes[i])
				harness.Eventually(t, harness.Patience, "the new node has all routes",
					func() bool { return nodes[i].routes() == n-1 })
				flow.stop(t)
			}
			for _, node := range nodes {
				node.routes = func() int { return n - 1 } // there were more in between
			}
			checkMesh(t, nodes)
		})
	}
}

// free waits until nobody listens at an address.
func free(t *testing.T, address string) {
	t.Helper()
	harness.Eventually(t, harness.Patience, "the old node has gone", func() bool {
		c, err := net.Dial("tcp", address)
		if err == nil {
			_ = c.Close() // it was only to knock
		}
		return err != nil
	})
}

// flow is a stream of numbers from one node to another.
type flow struct {
	quit chan struct{}
	done chan error
	sub  *nats.Subscription
	sent int
}

func startFlow(t *testing.T, from, to *meshNode) *flow {
	t.Helper()
	pub, err := nats.Connect(from.client)
	must(t, err)
	t.Cleanup(pub.Close)
	nc, err := nats.Connect(to.client)
	must(t, err)
	t.Cleanup(nc.Close)
	subject := nats.NewInbox()
	f := &flow{quit: make(chan struct{}), done: make(chan error, 1), sub: subscribe(t, nc, subject)}
	arrives(t, pub, f.sub, subject)
	go func() {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-f.quit:
				f.done <- pub.Flush()
				return
			case <-tick.C:
				if err := pub.Publish(subject, []byte(strconv.Itoa(f.sent))); err != nil {
					f.done <- fmt.Errorf("publishing: %w", err)
					return
				}
				f.sent++
			}
		}
	}()
	return f
}

// stop ends the flow and checks that every number has come, in order.
func (f *flow) stop(t *testing.T) {
	t.Helper()
	close(f.quit)
	must(t, <-f.done)
	if f.sent == 0 {
		t.Fatal("nothing was sent")
	}
	for i := range f.sent {
		m := next(t, f.sub)
		for string(m.Data) == "probe" { // of before, on a slow way
			m = next(t, f.sub)
		}
		if string(m.Data) != strconv.Itoa(i) {
			t.Fatalf("number %s in the place of %d of %d", m.Data, i, f.sent)
		}
	}
	t.Logf("%d messages, none lost", f.sent)
}
