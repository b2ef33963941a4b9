package test

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gnatsd/test/harness"
)

// Goal: monitoring shows the cluster as it is, in the words that tools know. Method: the pages of our nodes, and of a
// nats-server to compare with.

var monitored = regexp.MustCompile(`(?i)Starting http monitor on (\S+)`)

// page returns a page of a node's monitor, decoded.
func page(t *testing.T, s *harness.Server, path string) map[string]any {
	t.Helper()
	var fields map[string]any
	must(t, json.Unmarshal([]byte(pageText(t, s, path)), &fields))
	return fields
}

func pageText(t *testing.T, s *harness.Server, path string) string {
	t.Helper()
	_, port, err := net.SplitHostPort(s.WaitLog(monitored)[1])
	must(t, err)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1:"+port+path, nil)
	must(t, err)
	answer, err := http.DefaultClient.Do(request)
	must(t, err)
	defer http.DefaultClient.CloseIdleConnections()
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	must(t, err)
	return string(text)
}

// routesShown returns the entries of /routez.
func routesShown(t *testing.T, s *harness.Server, query string) []map[string]any {
	t.Helper()
	var all []map[string]any
	list, _ := page(t, s, "/routez"+query)["routes"].([]any)
	for _, one := range list {
		fields, _ := one.(map[string]any)
		all = append(all, fields)
	}
	return all
}

func checker(t *testing.T) func(what string, got, want any) {
	return func(what string, got, want any) {
		t.Helper()
		if got != want {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
}

// checkClusterFacts checks what a node with a route to b says of the cluster in /varz.
func checkClusterFacts(t *testing.T, a, b *harness.Server) {
	t.Helper()
	check := checker(t)
	varz := page(t, a, "/varz")
	check("routes", varz["routes"], 1.0)
	check("remotes", varz["remotes"], 1.0)
	block, _ := varz["cluster"].(map[string]any)
	check("name of the cluster", block["name"], "c")
	_, port, err := net.SplitHostPort(routeURL(a)[len("nats://"):])
	must(t, err)
	shown, err := json.Marshal(block["cluster_port"])
	must(t, err)
	check("port of the cluster", string(shown), port)
	urls, _ := varz["connect_urls"].([]any)
	if !slices.Contains(urls, any(a.Addr())) || !slices.Contains(urls, any(b.Addr())) {
		t.Errorf("connect_urls: %v", urls)
	}
}

func TestClusterRoutez(t *testing.T) {
	t.Parallel()
	a := startNode(t, nil, "-m", "-1", "-n", "first")
	unused := "127.0.0.1:" + harness.FreePort(t)
	b := startNode(t, []string{routeURL(a), "nats://u:secret@" + unused}, "-m", "-1", "-n", "second")
	settled(t, a, b)
	sub := subscribe(t, dial(t, b), "x.*")
	queue, err := dial(t, b).QueueSubscribeSync("jobs", "workers")
	must(t, err)
	must(t, dial(t, b).Flush())
	from := dial(t, a)
	arrives(t, from, sub, "x.y")
	arrives(t, from, queue, "jobs")
	must(t, from.Publish("x.y", []byte("hello")))
	next(t, sub)

	onA, onB := routesShown(t, a, "?subs=detail"), routesShown(t, b, "?subs=1")
	if len(onA) != 1 || len(onB) != 1 {
		t.Fatalf("%d and %d routes", len(onA), len(onB))
	}
	harness.Eventually(t, harness.Patience, "a round trip was measured", func() bool {
		return routesShown(t, a, "")[0]["rtt"] != nil
	})
	check := checker(t)
	check("remote_name on a", onA[0]["remote_name"], "second")
	check("remote_name on b", onB[0]["remote_name"], "first")
	check("remote_id on a", onA[0]["remote_id"], page(t, b, "/varz")["server_id"])
	check("did_solicit on a", onA[0]["did_solicit"], false)
	check("did_solicit on b", onB[0]["did_solicit"], true)
	check("is_configured on b", onB[0]["is_configured"], true)
	check("ip", onA[0]["ip"], "127.0.0.1")
	check("subscriptions on a", onA[0]["subscriptions"], 2.0)
	check("subscriptions on b", onB[0]["subscriptions"], 0.0)
	if n, _ := onA[0]["out_msgs"].(float64); n < 3 {
		t.Errorf("%v messages out", n)
	}
	check("as many came in", onA[0]["out_msgs"], onB[0]["in_msgs"])
	check("as many bytes came in", onA[0]["out_bytes"], onB[0]["in_bytes"])
	details, _ := onA[0]["subscriptions_list_detail"].([]any)
	if len(details) != 2 {
		t.Fatalf("details: %v", details)
	}
	first, _ := details[0].(map[string]any)
	check("subject", first["subject"], "jobs")
	check("queue group", first["qgroup"], "workers")
	check("account", first["account"], "$G")

	missing, _ := page(t, b, "/routez")["missing"].([]any)
	if len(missing) != 1 {
		t.Fatalf("missing: %v", missing)
	}
	lost, _ := missing[0].(map[string]any)
	check("address of what is missing", lost["address"], unused)

	checkClusterFacts(t, a, b)
	text := pageText(t, b, "/metrics")
	for _, line := range []string{
		"gnatsd_route_peers 1", `gnatsd_route_up{remote_name="first"} 1`, `gnatsd_route_up{remote_name="` + unused + `"} 0`,
		`gnatsd_route_dials_total{result="connected"} 1`, `gnatsd_route_pending_bytes{remote_name="first"} 0`,
	} {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("not among the metrics: %s", line)
		}
	}
	b.Stop()
	harness.Eventually(t, harness.Patience, "the route is gone", func() bool {
		return len(routesShown(t, a, "")) == 0 && page(t, a, "/varz")["routes"] == 0.0
	})
}

// Whatever nats-server says of a route we say as well, but for what only it has.
func TestClusterRoutezFields(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(peerBinaries["new"]); err != nil {
		t.Skipf("no peer: %v", err)
	}
	a := startNode(t, nil, "-m", "-1")
	peer := harness.StartProgram(t, []string{peerBinaries["new"]}, "-D", "-m", "-1", "--cluster_name", "c",
		"--cluster", "nats://127.0.0.1:"+harness.FreePort(t), "--routes", routeURL(a))
	sub := subscribe(t, dial(t, a), "x")
	arrives(t, dial(t, peer), sub, "x")
	other := subscribe(t, dial(t, peer), "y")
	arrives(t, dial(t, a), other, "y")
	for _, query := range []string{"", "?subs=1", "?subs=detail"} {
		var ours, theirs map[string]any
		harness.Eventually(t, harness.Patience, "both have measured a round trip", func() bool {
			ours, theirs = routesShown(t, a, query)[0], routesShown(t, peer, query)[0]
			return ours["rtt"] != nil && theirs["rtt"] != nil
		})
		for name, value := range theirs {
			if _, there := ours[name]; !there && name != "compression" && name != "account" {
				t.Errorf("/routez%s: the reference has %s, as in %v", query, name, value)
			}
		}
	}
}
