package test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

// Goal: what a reload changes of a cluster changes at once, on nodes of all kinds. Method: files that are written anew.

// answered reports whether a request is answered, and not that nobody is there.
func answered(t *testing.T, from *nats.Conn, subject string) bool {
	t.Helper()
	m, err := from.Request(subject, nil, time.Second) // others may forget an answer while a route is being made
	if err != nil && !errors.Is(err, nats.ErrNoResponders) && !errors.Is(err, nats.ErrTimeout) {
		t.Fatalf("request on %s: %v", subject, err)
	}
	return m != nil
}

// answers makes a connection answer requests.
func answers(t *testing.T, nc *nats.Conn, subjects ...string) {
	t.Helper()
	for _, subject := range subjects {
		_, err := nc.Subscribe(subject, func(m *nats.Msg) { _ = m.Respond(nil) })
		must(t, err)
	}
	must(t, nc.Flush())
}

func TestClusterPermissions(t *testing.T) {
	t.Parallel()
	const file = `cluster { name: c, listen: "127.0.0.1:%s", permissions { import: %s, export: %s } }`
	for _, kind := range []string{"ours", "new", "old"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			port := harness.FreePort(t)
			const inboxes = `"_INBOX.>"` // for the answers
			a := startReloadable(t, fmt.Sprintf(file, port,
				`{ allow: ["in.>", `+inboxes+`], deny: "in.secret" }`, `["out.>", `+inboxes+`]`))
			b := startMeshNode(t, kind, []string{"nats://127.0.0.1:" + port})
			onA := dial(t, a.Server)
			onB, err := nats.Connect(b.client)
			must(t, err)
			t.Cleanup(onB.Close)
			answers(t, onA, "in.x", "in.secret", "other", "last.in")
			answers(t, onB, "out.x", "hidden", "last.out")
			reaches := func(from *nats.Conn, subject string, want bool) {
				t.Helper()
				harness.Eventually(t, harness.Patience, fmt.Sprintf("%s crosses: %v", subject, want), func() bool {
					return answered(t, from, subject) == want
				})
			}
			reaches(onB, "in.x", true)
			reaches(onA, "out.x", true)
			reaches(onB, "in.secret", false)
			reaches(onB, "other", false)
			reaches(onA, "hidden", false)
			a.reload(fmt.Sprintf(file, port, `["other", `+inboxes+`]`, `["hidden", `+inboxes+`]`), "Reloaded server conf")
			reaches(onB, "other", true)
			reaches(onB, "in.x", false)
			reaches(onA, "hidden", true)
			reaches(onA, "out.x", false)
			a.reload(fmt.Sprintf(`cluster { name: c, listen: "127.0.0.1:%s" }`, port), "permissions: .*, applies at once")
			for _, subject := range []string{"in.x", "in.secret", "other", "last.in"} {
				reaches(onB, subject, true)
			}
			for _, subject := range []string{"out.x", "hidden", "last.out"} {
				reaches(onA, subject, true)
			}
		})
	}
}

// Routes are added and removed while the servers run.
func TestClusterReloadRoutes(t *testing.T) {
	t.Parallel()
	ports := []string{harness.FreePort(t), harness.FreePort(t)}
	text := func(more string) string { return `cluster { name: c, listen: "127.0.0.1:-1", ` + more + ` }` }
	var others []*harness.Server
	for _, port := range ports {
		others = append(others, harness.Start(t, "-D", "--cluster_name", "c", "--cluster", "nats://127.0.0.1:"+port))
	}
	one, two := "nats://127.0.0.1:"+ports[0], "nats://127.0.0.1:"+ports[1]
	s := startReloadable(t, text(""))
	sub := subscribe(t, dial(t, others[0]), "x")
	s.reload(text("routes: ["+one+"]"), `Reloaded: cluster\.routes: .*applies at once`)
	settled(t, s.Server, others[0])
	arrives(t, dial(t, s.Server), sub, "x")

	s.reload(text("routes: []"), "Removed route "+regexp.QuoteMeta(one))
	for _, node := range []*harness.Server{s.Server, others[0]} {
		harness.Eventually(t, harness.Patience, "the route is gone", func() bool { return routesOf(node) == 0 })
	}
	gone := time.Now() // a lost server would be looked for within 1.1 s, by either side

	s.reload(text("routes: ["+two+"]"), "Route established")
	settled(t, s.Server, others[1])
	harness.Eventually(t, harness.Patience, "time passes", func() bool { return time.Since(gone) > 1500*time.Millisecond })
	if routesOf(s.Server) != 1 || routesOf(others[0]) != 0 {
		t.Errorf("%d routes, and %d at the one that was removed", routesOf(s.Server), routesOf(others[0]))
	}
	for _, c := range []struct{ more, said string }{
		{`port: 1`, `config reload not supported for cluster\.port`},
		{`routes: ["nats://h"]`, `error parsing route url \["nats://h"\]`},
		{`permissions { import: "a..b" }`, `subject "a..b" is not a valid subject`},
		{`permissions { allow_responses: true }`, `Cluster permissions do not support dynamic responses`},
	} {
		s.reload(text(c.more), c.said)
	}
	if routesOf(s.Server) != 1 {
		t.Error("a refused reload has changed routes")
	}
	s.reload(`port: 0`, `config reload not supported for cluster\.listen`)
}

// Who came with a password that is not good any more must go, and may come back with the new one.
func TestClusterReloadPassword(t *testing.T) {
	t.Parallel()
	port := harness.FreePort(t)
	text := func(password string) string {
		return `cluster { name: c, listen: "127.0.0.1:` + port + `", authorization { user: u, password: ` + password + ` } }`
	}
	s := startReloadable(t, text("one"))
	route := func(password string) string {
		return `cluster { name: c, listen: "127.0.0.1:-1", routes: ["nats://u:` + password + `@127.0.0.1:` + port + `"] }`
	}
	guest := startReloadable(t, route("one"))
	settled(t, s.Server, guest.Server)
	s.reload(text("two"), `Route lost.*Authentication Failure`)
	guest.WaitLog(regexp.MustCompile(`Error trying to connect to route.*Authorization Violation`))
	guest.reload(route("two"), `Removed route nats://127`)
	settled(t, s.Server, guest.Server)
	sub := subscribe(t, dial(t, guest.Server), "x")
	arrives(t, dial(t, s.Server), sub, "x")
	if log := s.Log() + guest.Log(); strings.Contains(log, ":two@") || strings.Contains(log, ":one@") {
		t.Error("a password is in the log")
	}
}

// Another name of the cluster separates those that do not have it, until they do.
func TestClusterReloadName(t *testing.T) {
	t.Parallel()
	port := harness.FreePort(t)
	a := startReloadable(t, `cluster { name: c, listen: "127.0.0.1:`+port+`" }`)
	b := startReloadable(t, `cluster { name: c, listen: "127.0.0.1:-1", routes: ["nats://127.0.0.1:`+port+`"] }`)
	settled(t, a.Server, b.Server)
	a.reload(`cluster { name: d, listen: "127.0.0.1:`+port+`" }`, "Cluster name updated to d")
	b.WaitLog(regexp.MustCompile("Route lost"))
	b.reload(`cluster { name: d, listen: "127.0.0.1:-1", routes: ["nats://127.0.0.1:`+port+`"] }`, "name updated to d")
	settled(t, a.Server, b.Server)
}
