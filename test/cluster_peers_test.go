package test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

// Goal: our nodes and nats-server of two generations are one mesh, whoever comes first. Method: the binaries that are
// installed; what is not there is skipped.

// peerBinaries are where other servers may be installed, newest first.
var peerBinaries = map[string]string{"new": "/opt/peers/nats-server", "old": "/usr/sbin/nats-server"}

// meshNode is a server of a mixed mesh.
type meshNode struct {
	kind, client, route string
	routes              func() int
	stop                func()
	process             *os.Process // of another kind of server
}

// peerLog collects what a peer writes.
type peerLog struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *peerLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *peerLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var peerRegisters = regexp.MustCompile(`Registering remote route "(\w+)"`)

// startPeer starts another server of the cluster "c", or skips the test when it is not installed.
func startPeer(t *testing.T, kind string, routes []string) *meshNode {
	t.Helper()
	return startPeerAt(t, kind, harness.FreePort(t), harness.FreePort(t), routes)
}

func startPeerAt(t *testing.T, kind, client, route string, routes []string) *meshNode {
	t.Helper()
	binary := peerBinaries[kind]
	if _, err := os.Stat(binary); err != nil {
		t.Skipf("no peer: %v", err)
	}
	cmd := exec.Command(binary, "-D", "-a", "127.0.0.1", "-p", client, "--cluster", "nats://127.0.0.1:"+route,
		"--cluster_name", "c", "--routes", strings.Join(routes, ","))
	log := &peerLog{}
	cmd.Stderr = log
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // fails only when the process has ended already
		_ = cmd.Wait()         // the status is that of a killed process
		if t.Failed() {
			text := log.String()
			t.Logf("log of the %s peer:\n%s", kind, text[max(0, len(text)-4000):])
		}
	})
	harness.Eventually(t, harness.Patience, "the peer is ready", func() bool {
		return strings.Contains(log.String(), "Server is ready")
	})
	return &meshNode{kind, "nats://127.0.0.1:" + client, "nats://127.0.0.1:" + route, func() int {
		ids := map[string]bool{}
		for _, found := range peerRegisters.FindAllStringSubmatch(log.String(), -1) {
			ids[found[1]] = true
		}
		return len(ids)
	}, func() { _ = cmd.Process.Signal(syscall.SIGTERM) }, cmd.Process} // fails only when it has ended already
}

func ourNode(s *harness.Server, route string) *meshNode {
	return &meshNode{"ours", s.URL(), route, func() int { return routesOf(s) }, func() { s.Stop() }, nil}
}

func startMeshNode(t *testing.T, kind string, routes []string) *meshNode {
	t.Helper()
	if kind != "ours" {
		return startPeer(t, kind, routes)
	}
	s := startNode(t, routes)
	return ourNode(s, routeURL(s))
}

func TestClusterWithPeers(t *testing.T) {
	t.Parallel()
	kinds := []string{"ours", "new", "old"}
	for _, first := range kinds {
		for _, second := range kinds {
			for _, third := range kinds {
				if first != "ours" && second != "ours" && third != "ours" {
					continue
				}
				t.Run(first+" "+second+" "+third, func(t *testing.T) {
					var nodes []*meshNode
					for i, kind := range []string{first, second, third} {
						var routes []string
						if i > 0 {
							routes = []string{nodes[0].route}
						}
						nodes = append(nodes, startMeshNode(t, kind, routes))
					}
					checkMesh(t, nodes)
				})
			}
		}
	}
}

// Both ends of a route dial each other.
func TestClusterPeersDialEachOther(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"new", "old", "ours"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			port := harness.FreePort(t)
			peer := startMeshNode(t, kind, []string{"nats://127.0.0.1:" + port})
			s := harness.Start(t, "-D", "--cluster", "nats://127.0.0.1:"+port, "--cluster_name", "c", "--routes", peer.route)
			checkMesh(t, []*meshNode{peer, ourNode(s, "")})
			if n := strings.Count(s.Log(), "Route connection created"); n > 6 {
				t.Errorf("%d connections for one route", n)
			}
		})
	}
}

// checkMesh checks that messages, headers, requests and queue groups work between each two nodes.
func checkMesh(t *testing.T, nodes []*meshNode) {
	t.Helper()
	conns := make([]*nats.Conn, len(nodes))
	for i, n := range nodes {
		harness.Eventually(t, harness.Patience, "node "+n.kind+" has all routes", func() bool {
			return n.routes() == len(nodes)-1
		})
		nc, err := nats.Connect(n.client)
		must(t, err)
		t.Cleanup(nc.Close)
		conns[i] = nc
	}
	for to := range nodes {
		subject := fmt.Sprintf("to.%d", to)
		sub := subscribe(t, conns[to], "to."+fmt.Sprint(to))
		for from := range nodes {
			if from == to {
				continue
			}
			arrives(t, conns[from], sub, subject)
			must(t, conns[from].PublishMsg(&nats.Msg{
				Subject: subject, Reply: "r", Header: nats.Header{"A": {"b"}}, Data: []byte("headed"),
			}))
			must(t, conns[from].PublishRequest(subject, "r.2", []byte("plain")))
			first, second := next(t, sub), next(t, sub)
			if first.Header.Get("A") != "b" || string(first.Data) != "headed" || first.Reply != "r" {
				t.Errorf("%d to %d: %v %q", from, to, first.Header, first.Data)
			}
			if string(second.Data) != "plain" || second.Reply != "r.2" || second.Header != nil {
				t.Errorf("%d to %d: %q", from, to, second.Data)
			}
			nothing(t, conns[to], sub)
		}
	}
	checkMeshQueue(t, conns)
}

// checkMeshQueue publishes jobs from everywhere while a member leaves: each is done once.
func checkMeshQueue(t *testing.T, conns []*nats.Conn) {
	t.Helper()
	const each = 500
	var done, twice atomic.Int64
	var seen sync.Map
	var members []*nats.Subscription
	for _, nc := range conns {
		for range 2 {
			sub, err := nc.QueueSubscribe("jobs", "q", func(m *nats.Msg) {
				if _, again := seen.LoadOrStore(string(m.Data), true); again {
					twice.Add(1)
				}
				done.Add(1)
			})
			must(t, err)
			must(t, nc.Flush())
			members = append(members, sub)
		}
		ready := subscribe(t, nc, nats.NewInbox())
		for _, from := range conns {
			if from != nc {
				arrives(t, from, ready, ready.Subject)
			}
		}
	}
	for i, nc := range conns {
		for n := range each {
			if i == 0 && n == each/2 {
				for _, sub := range members[:len(members)-1] {
					must(t, sub.Drain())
				}
			}
			must(t, nc.Publish("jobs", fmt.Appendf(nil, "%d/%d", i, n)))
		}
		must(t, nc.Flush())
	}
	want := int64(each * len(conns))
	deadline := time.Now().Add(harness.Patience)
	for done.Load() < want && time.Now().Before(deadline) {
		must(t, conns[0].Flush())
	}
	if done.Load() != want || twice.Load() != 0 {
		t.Errorf("%d jobs done, %d of them again, of %d", done.Load(), twice.Load(), want)
	}
}
