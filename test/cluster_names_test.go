//go:build linux

package test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gnatsd/test/harness"
)

// Goal: a node finds itself and others behind whatever names and addresses they have. Method: a network namespace in
// which a node can listen on all addresses without being reachable, with a table of names of its own
// (TestClusterNetwork runs what is here).

// inside skips a test that is not in a network namespace, and makes the loopback of the namespace work.
func inside(t *testing.T) {
	t.Helper()
	if os.Getenv(insideVariable) == "" {
		t.Skip("runs inside a network namespace only, see TestClusterNetwork")
	}
	run(t, "ip", "link", "set", "lo", "up")
}

// startEverywhere starts a node that listens on all addresses.
func startEverywhere(t *testing.T, port string, routes ...string) *harness.Server {
	t.Helper()
	return harness.Start(t, "-D", "--cluster", "nats://[::]:"+port, "--cluster_name", "c", "--routes",
		strings.Join(routes, ","))
}

// A node that is told to dial itself under all its names does so once, and two nodes that know each other under all
// their names have one route.
func TestInsideAliases(t *testing.T) {
	inside(t)
	ports := []string{harness.FreePort(t), harness.FreePort(t)}
	var routes []string
	for _, port := range ports {
		for _, host := range []string{"127.0.0.1", "localhost", "127.0.0.2", "[::1]", "[::ffff:127.0.0.3]"} {
			routes = append(routes, "nats://"+host+":"+port)
		}
	}
	a, b := startEverywhere(t, ports[0], routes...), startEverywhere(t, ports[1], routes...)
	for i, s := range []*harness.Server{a, b} {
		for _, route := range routes[i*5 : i*5+5] {
			found := `Detected route to self, ignoring "` + strings.TrimPrefix(route, "nats://") + `"`
			s.WaitLog(regexp.MustCompile(regexp.QuoteMeta(found)))
		}
	}
	settled(t, a, b)
	for _, s := range []*harness.Server{a, b} {
		if n := strings.Count(s.Log(), "Detected route to self"); n != 5 {
			t.Errorf("a node found itself %d times", n)
		}
		if n := strings.Count(s.Log(), "Route established"); n != 1 {
			t.Errorf("%d routes were made", n)
		}
	}
	sub := subscribe(t, dial(t, b), "x")
	arrives(t, dial(t, a), sub, "x")
}

// A cluster on IPv6 alone.
func TestInsideIPv6(t *testing.T) {
	inside(t)
	var nodes []*harness.Server
	var seed []string
	for range 3 {
		port := harness.FreePort(t)
		nodes = append(nodes, harness.Start(t, "-D", "--cluster", "nats://[::1]:"+port, "--cluster_name", "c",
			"--routes", strings.Join(seed, ",")))
		if seed == nil {
			seed = []string{"nats://[::1]:" + port}
		}
	}
	settled(t, nodes...)
	sub := subscribe(t, dial(t, nodes[2]), "x")
	arrives(t, dial(t, nodes[1]), sub, "x")
}

var printedNode = regexp.MustCompile(`(?m)^gnatsd (-p .* --cluster .*)$`)

// The three nodes of the documents are a mesh, with the words that are printed there.
func TestInsideExample(t *testing.T) {
	inside(t)
	root, err := harness.RepoRoot()
	must(t, err)
	for _, name := range []string{"README.md", "docs/cluster.md"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		must(t, err)
		var nodes []*harness.Server
		for _, found := range printedNode.FindAllStringSubmatch(string(text), -1) {
			nodes = append(nodes, harness.Start(t, strings.Fields(found[1])...))
		}
		if len(nodes) != 3 {
			t.Fatalf("%s has %d nodes", name, len(nodes))
		}
		settled(t, nodes...)
		sub := subscribe(t, dial(t, nodes[2]), "x")
		arrives(t, dial(t, nodes[1]), sub, "x")
		for _, s := range nodes {
			s.Stop()
		}
	}
}

// mountNames puts another table of names in the place of the machine's, in this test's namespace alone.
func mountNames(t *testing.T) {
	t.Helper()
	table := filepath.Join(t.TempDir(), "hosts")
	must(t, os.WriteFile(table, nil, 0o600))
	run(t, "mount", "--bind", table, "/etc/hosts")
	t.Cleanup(func() { run(t, "umount", "/etc/hosts") })
}

// names writes the table that is mounted.
func names(t *testing.T, entries ...string) {
	t.Helper()
	must(t, os.WriteFile("/etc/hosts", []byte("127.0.0.1 localhost\n"+strings.Join(entries, "\n")+"\n"), 0o600))
}

// One name for all nodes, those that ask for it among them, is enough for a mesh.
func TestInsideOneNameForAll(t *testing.T) {
	inside(t)
	mountNames(t)
	names(t, "127.0.0.11 all.test", "127.0.0.12 all.test", "127.0.0.13 all.test")
	port := harness.FreePort(t)
	var nodes []*harness.Server
	for i := range 3 {
		nodes = append(nodes, harness.Start(t, "-D", "--cluster", fmt.Sprintf("nats://127.0.0.1%d:%s", i+1, port),
			"--cluster_name", "c", "--routes", "nats://all.test:"+port))
	}
	settled(t, nodes...)
}

// A name is looked up at each attempt: one of its addresses is taken, and another when the table has changed.
func TestInsideNames(t *testing.T) {
	inside(t)
	mountNames(t)
	port := harness.FreePort(t)
	names(t, "127.0.0.7 many.test", "127.0.0.8 many.test", "127.0.0.9 many.test")
	listen := func(host string) *harness.Server {
		return harness.Start(t, "-D", "--cluster", fmt.Sprintf("nats://%s:%s", host, port), "--cluster_name", "c")
	}
	first := listen("127.0.0.8") // the only one of the three that is there
	s := startNode(t, []string{"nats://many.test:" + port})
	settled(t, first, s)
	names(t, "127.0.0.10 many.test")
	second := listen("127.0.0.10")
	first.Kill()
	settled(t, second, s)
	sub := subscribe(t, dial(t, second), "x")
	arrives(t, dial(t, s), sub, "x")
}
