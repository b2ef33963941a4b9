package test

import (
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

// Goal: nodes come and go, the cluster stays. Method: nodes that end in both ways and start again with another id, and
// a flow of numbers between the others.

func TestClusterRollingRestart(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*harness.Server){
		"stopped": func(s *harness.Server) { s.Stop() }, "killed": (*harness.Server).Kill,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const n = 3
			var routes []string
			for range n {
				routes = append(routes, "nats://127.0.0.1:"+harness.FreePort(t))
			}
			nodes := make([]*harness.Server, n)
			for i := range nodes {
				nodes[i] = harness.Start(t, "-D", "--cluster", routes[i], "--cluster_name", "c",
					"--routes", strings.Join(routes, ","))
			}
			settled(t, nodes...)
			// A client that knows only the first node goes to another, and back into the flow, each time its node ends.
			moving := dial(t, nodes[0], nats.ReconnectWait(10*time.Millisecond), nats.MaxReconnects(-1))
			sub := subscribe(t, moving, "moving")
			for i := range nodes {
				stays, goes := nodes[(i+1)%n], nodes[(i+2)%n]
				flow := startFlow(t, ourNode(stays, ""), ourNode(goes, ""))
				end(nodes[i])
				harness.Eventually(t, harness.Patience, "the node is missed", func() bool {
					return routesOf(stays) == n-2 && routesOf(goes) == n-2
				})
				nodes[i].Restart()
				settled(t, nodes...)
				flow.stop(t)
				arrives(t, dial(t, nodes[i]), sub, "moving")
			}
		})
	}
}

// The seed goes for ever: the others stay, and any of them is the seed of those that come later.
func TestClusterSeedReplaced(t *testing.T) {
	t.Parallel()
	nodes := startCluster(t, 3)
	flow := startFlow(t, ourNode(nodes[1], ""), ourNode(nodes[2], ""))
	nodes[0].Kill()
	seed := startNode(t, []string{routeURL(nodes[1])})
	settled(t, nodes[1], nodes[2], seed)
	settled(t, nodes[1], nodes[2], seed, startNode(t, []string{routeURL(seed)}))
	flow.stop(t)
}

// Over a way that takes 100 ms nothing is different but the time it takes.
func TestClusterLatency(t *testing.T) {
	t.Parallel()
	const delay = 100 * time.Millisecond
	a := startNode(t, nil, "-m", "-1")
	r := newRelay(t, strings.TrimPrefix(routeURL(a), "nats://"))
	r.setDelay(delay)
	b := startNode(t, []string{"nats://" + r.listener.Addr().String()})
	settled(t, a, b)
	flow := startFlow(t, ourNode(a, ""), ourNode(b, ""))
	near, far := dial(t, a), dial(t, b)
	answers(t, far, "service")
	harness.Eventually(t, harness.Patience, "the service is known", func() bool { return answered(t, near, "service") })
	began := time.Now()
	if !answered(t, near, "service") || time.Since(began) < 2*delay {
		t.Errorf("answered after %v", time.Since(began))
	}
	harness.Eventually(t, harness.Patience, "the round trip is measured", func() bool {
		rtt, _ := routesShown(t, a, "")[0]["rtt"].(string)
		took, err := time.ParseDuration(rtt)
		return err == nil && took >= 2*delay
	})
	flow.stop(t)
	if n := strings.Count(a.Log()+b.Log(), "Route lost"); n > 0 {
		t.Errorf("the route was lost %d times", n)
	}
}
