package test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

// Goal: what a node has no part in goes on around it, and what it has a part in costs no more than it must. Method:
// nats-servers with accounts that our node does not carry, counters of /routez, and an address that is not its own.

// Clients of nats-servers in an account of their own reach each other while our node is in the mesh.
func TestClusterForeignAccounts(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"new", "old"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			if _, err := os.Stat(peerBinaries[kind]); err != nil {
				t.Skipf("no peer: %v", err)
			}
			ours := startNode(t, nil)
			var peers []*harness.Server
			for range 2 {
				file := harness.ConfigFile(t, fmt.Sprintf(`
accounts {
  APP { users: [{ user: u, password: p }], exports: [{ stream: "shown.>" }] }
  OTHER { users: [{ user: v, password: p }], imports: [{ stream: { account: APP, subject: "shown.>" } }] }
}
cluster { name: c, listen: "127.0.0.1:%s", routes: ["%s"] }
`, harness.FreePort(t), routeURL(ours)))
				peers = append(peers, harness.StartProgram(t, []string{peerBinaries[kind]}, "-D", "-c", file))
			}
			harness.Eventually(t, harness.Patience, "our node has two routes", func() bool { return routesOf(ours) == 2 })
			app, far := dial(t, peers[0], nats.UserInfo("u", "p")), dial(t, peers[1], nats.UserInfo("u", "p"))
			importer := dial(t, peers[1], nats.UserInfo("v", "p"))
			own := subscribe(t, dial(t, ours), ">")
			onFar, onImporter := subscribe(t, far, "shown.x"), subscribe(t, importer, "shown.x")
			arrives(t, app, onFar, "shown.x")
			arrives(t, app, onImporter, "shown.x")
			nothing(t, dial(t, ours), own) // what is said in another account is not for clients of ours
			if strings.Contains(ours.Log(), "Route lost") {
				t.Error("a route was lost")
			}
		})
	}
}

// A message crosses a route once, however many subscribers and queue groups are behind it.
func TestClusterCrossesOnce(t *testing.T) {
	t.Parallel()
	a := startNode(t, nil, "-m", "-1")
	b := startNode(t, []string{routeURL(a)})
	settled(t, a, b)
	from := dial(t, a)
	var all []*nats.Subscription
	for i := range 10 {
		all = append(all, subscribe(t, dial(t, b), []string{"x", "*", ">"}[i%3]))
		queue, err := dial(t, b).QueueSubscribeSync("x", "q"+strconv.Itoa(i))
		must(t, err)
		all = append(all, queue)
	}
	for _, sub := range all {
		arrives(t, from, sub, "x")
	}
	for _, sub := range all { // of the probes
		for {
			if n, _, err := sub.Pending(); err != nil || n == 0 {
				break
			}
			next(t, sub)
		}
	}
	crossed := func() float64 {
		n, _ := routesShown(t, a, "")[0]["out_msgs"].(float64)
		return n
	}
	before := crossed()
	const messages = 5
	for range messages {
		must(t, from.Publish("x", []byte("hello")))
	}
	must(t, from.Flush())
	for _, sub := range all {
		for range messages {
			next(t, sub)
		}
	}
	if n := crossed() - before; n != messages {
		t.Errorf("%v messages crossed for %d", n, messages)
	}
}

// A node behind an address that is not its own is dialed there by those that hear of it.
func TestClusterAdvertise(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"ours", "new", "old"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			seed := startNode(t, nil)
			other := startMeshNode(t, kind, []string{routeURL(seed)})
			settled(t, seed, seed) // two servers
			port := harness.FreePort(t)
			r := newRelay(t, "127.0.0.1:"+port)
			behind := harness.Start(t, "-D", "--cluster", "nats://127.0.0.1:"+port, "--cluster_name", "c",
				"--routes", routeURL(seed), "--cluster_advertise", r.listener.Addr().String())
			checkMesh(t, []*meshNode{ourNode(seed, ""), ourNode(behind, ""), other})
			r.mu.Lock()
			dialed := len(r.conns)
			r.mu.Unlock()
			if dialed == 0 {
				t.Error("nobody has used the address that is advertised")
			}
		})
	}
}
