//go:build unix

package test

import (
	"encoding/json"
	"slices"
	"strings"
	"syscall"
	"testing"

	"gnatsd/test/harness"
)

// Goal: clients of all nodes know at any time where they may go. Method: nodes of all kinds that come, become lame
// ducks and go, and a client that reads what it is told.

// watcher is a client that keeps the last INFO.
type watcher struct {
	t    *testing.T
	peer *harness.Peer
	info struct {
		URLs     []string `json:"connect_urls"`
		LameDuck bool     `json:"ldm"`
	}
}

func watch(t *testing.T, client string) *watcher {
	t.Helper()
	p, err := harness.DialSilent(strings.TrimPrefix(client, "nats://"))
	must(t, err)
	t.Cleanup(p.Close)
	must(t, p.Send(`CONNECT {"verbose":false,"pedantic":false,"protocol":1}`, "PING"))
	return &watcher{t: t, peer: p}
}

// until reads what comes until it says what is waited for.
func (w *watcher) until(what string, cond func() bool) {
	w.t.Helper()
	for !cond() {
		line, err := w.peer.ReadLine()
		if err != nil {
			w.t.Fatalf("waiting for %s: %v; the last were %+v", what, err, w.info)
		}
		if text, ok := strings.CutPrefix(line, "INFO "); ok {
			w.info.URLs = nil
			must(w.t, json.Unmarshal([]byte(text), &w.info))
			slices.Sort(w.info.URLs)
		}
	}
}

// hears waits until the client has been told of these nodes.
func (w *watcher) hears(urls ...string) {
	w.t.Helper()
	slices.Sort(urls)
	w.until(strings.Join(urls, " "), func() bool { return slices.Equal(w.info.URLs, urls) })
}

func hostPort(n *meshNode) string { return strings.TrimPrefix(n.client, "nats://") }

func TestClusterLameDuck(t *testing.T) {
	t.Parallel()
	for _, kinds := range [][2]string{{"ours", "ours"}, {"ours", "new"}, {"new", "ours"}, {"old", "ours"}} {
		duck, other := kinds[0], kinds[1]
		t.Run(duck+" leaves "+other, func(t *testing.T) {
			t.Parallel()
			b := startMeshNode(t, other, nil)
			var a *meshNode
			var signal func()
			if duck == "ours" {
				file := harness.ConfigFile(t, lameDuck)
				s := startNode(t, []string{b.route}, "-c", file)
				a, signal = ourNode(s, routeURL(s)), func() { s.Signal(syscall.SIGUSR2) }
			} else {
				a = startPeer(t, duck, []string{b.route})
				signal = func() { must(t, a.process.Signal(syscall.SIGUSR2)) }
			}
			onA, onB := watch(t, a.client), watch(t, b.client)
			onB.hears(hostPort(a), hostPort(b))
			onA.hears(hostPort(a), hostPort(b))
			signal()
			onB.hears(hostPort(b))
			if duck == "ours" {
				onA.until("lame duck mode", func() bool { return onA.info.LameDuck })
				if !slices.Equal(onA.info.URLs, []string{hostPort(b)}) {
					t.Errorf("clients of the lame duck are told of %v", onA.info.URLs)
				}
			}
			if other == "ours" && onB.info.LameDuck {
				t.Error("who stays calls itself a lame duck")
			}
		})
	}
}

// What clients are told is what they can reach.
func TestClusterClientAdvertise(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"ours", "new", "old"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			b := startMeshNode(t, kind, nil)
			full := startNode(t, []string{b.route}, "--client_advertise", "gnatsd.example:4333")
			onB, onFull := watch(t, b.client), watch(t, full.URL())
			onB.hears(hostPort(b), "gnatsd.example:4333")
			onFull.hears(hostPort(b), "gnatsd.example:4333")
			host := startNode(t, []string{b.route}, "--client_advertise", "second.example")
			onB.hears(hostPort(b), "gnatsd.example:4333", "second.example:"+host.Port())
			onFull.hears(hostPort(b), "gnatsd.example:4333", "second.example:"+host.Port())
			quiet := startNode(t, []string{b.route}, "--no_advertise")
			harness.Eventually(t, harness.Patience, "all are connected", func() bool { return routesOf(quiet) == 3 })
			host.Kill()
			onB.hears(hostPort(b), "gnatsd.example:4333")
			onFull.hears(hostPort(b), "gnatsd.example:4333")
		})
	}
}
