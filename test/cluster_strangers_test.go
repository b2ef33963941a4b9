package test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"gnatsd/test/harness"
)

// Goal: who does not belong into a cluster gets a line in the log and nothing else, and does not disturb those who do.
// Method: strangers at the route port of a mesh of two that goes on working.

func TestClusterStrangers(t *testing.T) {
	t.Parallel()
	const hello = `CONNECT {"echo":true,"headers":true,"name":"X","cluster":"c","user":"u","pass":"p"}` + "\r\n"
	const info = `INFO {"server_id":"X","server_name":"x","proto":2,"headers":true,"cluster":"c"}` + "\r\n"
	cases := []struct{ name, says, hears, logged string }{
		{"client", `CONNECT {"lang":"go"}` + "\r\n", `-ERR 'attempted to connect to route port'`, "reason=\"a client\""},
		{
			"wrong password", strings.Replace(hello, `"p"`, `"q"`, 1), `-ERR 'Authorization Violation'`,
			`authentication error - User "u"`,
		},
		{
			"wrong cluster", strings.Replace(hello, `"c"`, `"d"`, 1),
			`-ERR 'Rejecting connection, cluster name "d" does not match "c"'`, "another cluster",
		},
		{"noise", "GET / HTTP/1.1\r\n\r\n", `-ERR 'Unknown Protocol Operation'`, "Route protocol error"},
		{
			"1.x server", `CONNECT {"echo":true,"name":"Qx8KqIV4cqgqGO1j6GcXPn","user":"u","pass":"p"}` + "\r\n",
			`-ERR 'Rejecting connection, no cluster name'`, "1.x protocol",
		},
		{"silence", "", `-ERR 'Authentication Timeout'`, "no introduction in time"},
		{"a large message", "RMSG $G a 60000000\r\n", "", "Route protocol error"},
		{"bad JSON", "CONNECT {\r\n", "", "Route protocol error"},
		{"interest first", "RS+ $G a\r\n", `-ERR 'Unknown Protocol Operation'`, "interest before the introduction"},
		{"bad message", hello + info + "RMSG $G a x y 2\r\nhi\r\n", "INFO", "Route lost"},
		{"bad interest", hello + info + "RS+ $G a b\r\n", "", "Route connection created"},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			port := harness.FreePort(t)
			url := "nats://u:p@127.0.0.1:" + port
			a := harness.Start(t, "-D", "--cluster", url, "--cluster_name", "c")
			b := harness.Start(t, "-D", "--cluster", "nats://u:p@127.0.0.1:-1", "--cluster_name", "c", "--routes", url)
			settled(t, a, b)
			sub := subscribe(t, dial(t, b), "x")
			arrives(t, dial(t, a), sub, "x")
			p, err := harness.DialSilent("127.0.0.1:" + port)
			must(t, err)
			defer p.Close()
			must(t, p.Write([]byte(test.says)))
			var heard []string
			for {
				line, err := p.ReadLine()
				if err != nil {
					break
				}
				heard = append(heard, line)
			}
			if test.hears != "" && (len(heard) == 0 || !strings.HasPrefix(heard[0], test.hears)) {
				t.Errorf("heard %q, want %q", heard, test.hears)
			}
			a.WaitLog(regexp.MustCompile(regexp.QuoteMeta(test.logged)))
			arrives(t, dial(t, a), sub, "x")
		})
	}
}

// Two servers that do not agree leave each other alone but for an attempt a second.
func TestClusterDisagreement(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"ours", "new", "old"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			port := harness.FreePort(t)
			s := harness.Start(t, "-D", "--cluster", "nats://u:p@127.0.0.1:"+port, "--cluster_name", "c")
			began := time.Now()
			startMeshNode(t, kind, []string{"nats://u:wrong@127.0.0.1:" + port})
			refusals := func() int { return strings.Count(s.Log(), "authentication error") }
			harness.Eventually(t, harness.Patience, "a third attempt is refused", func() bool { return refusals() >= 3 })
			if seconds, n := time.Since(began).Seconds(), refusals(); float64(n) > 4+3*seconds {
				t.Errorf("%d attempts in %.1f s", n, seconds)
			}
			if routesOf(s) != 0 {
				t.Error("there is a route")
			}
		})
	}
}

// A server without a name for its cluster takes over that of the others.
func TestClusterFindsItsName(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"ours", "new", "old"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			named := startMeshNode(t, kind, nil)
			s := harness.Start(t, "-D", "--cluster", "nats://127.0.0.1:-1", "--routes", named.route)
			s.WaitLog(regexp.MustCompile(`Cluster name updated to c\b`))
			checkMesh(t, []*meshNode{named, ourNode(s, "")})
			if n := strings.Count(s.Log(), "Route connection created"); n > 3 {
				t.Errorf("%d connections for one route", n)
			}
		})
	}
}

// A crowd at the route port that does not introduce itself leaves routes alone,
// and is bounded.
func TestClusterCrowd(t *testing.T) {
	t.Parallel()
	const most = 256
	port := harness.FreePort(t)
	url := "nats://127.0.0.1:" + port
	a := configured(t, `{"cluster": {"name": "c", "listen": "127.0.0.1:`+port+`", "authorization": {"timeout": 100}}}`)
	b := harness.Start(t, "--cluster", "nats://127.0.0.1:-1", "--cluster_name", "c", "--routes", url)
	settled(t, a, b)
	var crowd []*harness.Peer
	for range most + 1 {
		p, err := harness.DialSilent("127.0.0.1:" + port)
		must(t, err)
		t.Cleanup(p.Close)
		crowd = append(crowd, p)
	}
	a.WaitLog(regexp.MustCompile(`Route refused reason="too many that have not introduced themselves"`))
	if _, err := crowd[most].ReadLine(); err == nil {
		t.Error("one too many was let in")
	}
	arrives(t, dial(t, a), subscribe(t, dial(t, b), "x"), "x")
	crowd[0].Close()
	harness.Eventually(t, harness.Patience, "there is room for one more server", func() bool {
		p, err := harness.DialSilent("127.0.0.1:" + port)
		if err != nil {
			return false
		}
		defer p.Close()
		_ = p.Write([]byte(`CONNECT {"echo":true,"headers":true,"name":"X","cluster":"c"}` + "\r\n"))
		line, err := p.ReadLine()
		return err == nil && strings.HasPrefix(line, "INFO")
	})
}
