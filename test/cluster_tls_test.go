package test

import (
	"crypto/tls"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"gnatsd/test/certs"
	"gnatsd/test/harness"
)

// Goal: routes over TLS, both ends of which show and verify certificates, with servers of our kind and others. Method:
// an authority of the test's own, and strangers without its certificates.

// authority makes an authority, and a certificate for servers of its own.
func authority(t *testing.T, name string, w certs.Wish) (*certs.Authority, certs.Files) {
	t.Helper()
	a, err := certs.New(t.TempDir(), name)
	must(t, err)
	files, err := a.Issue("node", w)
	must(t, err)
	return a, files
}

// tlsFile writes a configuration of a cluster with TLS.
func tlsFile(t *testing.T, a *certs.Authority, files certs.Files, port string, routes ...string) string {
	t.Helper()
	return harness.ConfigFile(t, fmt.Sprintf(`
cluster {
  name: c
  listen: "127.0.0.1:%s"
  routes: [%s]
  tls { cert_file: %q, key_file: %q, ca_file: %q, timeout: 5 }
}
`, port, strings.Join(routes, " "), files.Cert, files.Key, a.File()))
}

// startTLSNode starts a server of any kind.
func startTLSNode(t *testing.T, kind string, a *certs.Authority, files certs.Files, routes ...string) *meshNode {
	t.Helper()
	port := harness.FreePort(t)
	file := tlsFile(t, a, files, port, routes...)
	if kind == "ours" {
		return ourNode(harness.Start(t, "-D", "-c", file), "nats://127.0.0.1:"+port)
	}
	if _, err := os.Stat(peerBinaries[kind]); err != nil {
		t.Skipf("no peer: %v", err)
	}
	s := harness.StartProgram(t, []string{peerBinaries[kind]}, "-D", "-c", file)
	return &meshNode{kind, s.URL(), "nats://127.0.0.1:" + port, func() int {
		ids := map[string]bool{}
		for _, found := range peerRegisters.FindAllStringSubmatch(s.Log(), -1) {
			ids[found[1]] = true
		}
		return len(ids)
	}, func() { s.Stop() }, nil}
}

func TestClusterTLS(t *testing.T) {
	t.Parallel()
	a, files := authority(t, "cluster", certs.Wish{})
	for _, kinds := range []string{"ours ours ours", "ours new ours", "new ours new", "ours old ours", "old ours new"} {
		t.Run(kinds, func(t *testing.T) {
			var nodes []*meshNode
			for i, kind := range strings.Fields(kinds) {
				var routes []string
				if i > 0 {
					routes = []string{strings.Replace(nodes[0].route, "127.0.0.1", "localhost", 1)}
				}
				nodes = append(nodes, startTLSNode(t, kind, a, files, routes...))
			}
			checkMesh(t, nodes)
		})
	}
}

// Who has not the right certificate stays outside, is told of in the log, and disturbs nobody.
func TestClusterTLSStrangers(t *testing.T) {
	t.Parallel()
	own, files := authority(t, "cluster", certs.Wish{})
	expired, err := own.Issue("expired", certs.Wish{NotAfter: time.Now().Add(-time.Hour)})
	must(t, err)
	foreign, foreignFiles := authority(t, "foreign", certs.Wish{})
	port := harness.FreePort(t)
	url := "nats://127.0.0.1:" + port
	a := harness.Start(t, "-D", "-c", tlsFile(t, own, files, port))
	b := harness.Start(t, "-D", "-c", tlsFile(t, own, files, "-1", url))
	settled(t, a, b)
	sub := subscribe(t, dial(t, b), "x")
	arrives(t, dial(t, a), sub, "x")
	lines := func(re string) int { return len(regexp.MustCompile(re).FindAllString(a.Log(), -1)) }

	for _, c := range []struct {
		name, file   string
		theirs, ours string // what the logs say
	}{
		{
			"foreign authority", tlsFile(t, foreign, foreignFiles, "-1", url),
			`Error trying to connect to route.*certificate signed by unknown authority`,
			`TLS route handshake error.*bad certificate`,
		},
		{
			"certificate of a foreign authority", tlsFile(t, own, foreignFiles, "-1", url),
			`Error trying to connect to route.*remote error: tls: `,
			`TLS route handshake error.*client didn't provide a certificate`, // it has none that would be accepted
		},
		{
			"in clear", harness.ConfigFile(t, `cluster { name: c, listen: "127.0.0.1:-1", routes: [`+url+`] }`), "",
			`TLS route handshake error.*first record does not look like a TLS handshake`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := lines(c.ours)
			stranger := harness.Start(t, "-D", "-c", c.file)
			if c.theirs != "" {
				stranger.WaitLog(regexp.MustCompile(c.theirs))
			}
			harness.Eventually(t, harness.Patience, "the log tells of it", func() bool { return lines(c.ours) > before })
			stranger.Stop()
			arrives(t, dial(t, a), sub, "x")
		})
	}
	t.Run("expired certificate", func(t *testing.T) { // no server of ours starts with one
		late, err := tls.LoadX509KeyPair(expired.Cert, expired.Key)
		must(t, err)
		err = knock(port, own, late)
		if err == nil || !strings.Contains(err.Error(), "expired certificate") {
			t.Errorf("got %v", err)
		}
		a.WaitLog(regexp.MustCompile(`TLS route handshake error.*certificate has expired`))
	})
	t.Run("no certificate", func(t *testing.T) {
		err := knock(port, own)
		if err == nil || !strings.Contains(err.Error(), "certificate required") {
			t.Errorf("got %v", err)
		}
	})
	if routesOf(a) != 1 || routesOf(b) != 1 {
		t.Errorf("%d and %d routes", routesOf(a), routesOf(b))
	}
}

// knock tries to be let in at a route port with these certificates.
func knock(port string, authority *certs.Authority, shown ...tls.Certificate) error {
	conn, err := tls.Dial("tcp", "127.0.0.1:"+port, &tls.Config{
		RootCAs: authority.Pool(), Certificates: shown, MinVersion: tls.VersionTLS12,
	})
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.Read(make([]byte, 1)) // TLS 1.3 tells the dialing side with the first read
	return err
}

// A nats-server with certificates of a foreign authority is kept out all the same.
func TestClusterTLSForeignPeer(t *testing.T) {
	t.Parallel()
	own, files := authority(t, "cluster", certs.Wish{})
	foreign, foreignFiles := authority(t, "foreign", certs.Wish{})
	port := harness.FreePort(t)
	s := harness.Start(t, "-D", "-c", tlsFile(t, own, files, port))
	startTLSNode(t, "new", foreign, foreignFiles, "nats://127.0.0.1:"+port)
	s.WaitLog(regexp.MustCompile(`TLS route handshake error`))
	if routesOf(s) != 0 {
		t.Error("there is a route")
	}
}

// With verify_cert_and_check_known_urls who comes must be one of those that are configured.
func TestClusterTLSKnownURLs(t *testing.T) {
	t.Parallel()
	own, files := authority(t, "cluster", certs.Wish{})
	config := func(port, route string) string {
		return harness.ConfigFile(t, fmt.Sprintf(`
cluster {
  name: c, listen: "127.0.0.1:%s", routes: [%s]
  tls { cert_file: %q, key_file: %q, ca_file: %q, verify_cert_and_check_known_urls: true }
}
`, port, route, files.Cert, files.Key, own.File()))
	}
	port := harness.FreePort(t)
	known := harness.Start(t, "-D", "-c", config(port, "nats://localhost:"+harness.FreePort(t)))
	settled(t, known, harness.Start(t, "-D", "-c", config("-1", "nats://localhost:"+port)))
	port = harness.FreePort(t)
	strict := harness.Start(t, "-D", "-c", config(port, "nats://elsewhere.invalid:6222"))
	harness.Start(t, "-D", "-c", config("-1", "nats://localhost:"+port))
	strict.WaitLog(regexp.MustCompile(`TLS route handshake error.*for no host among the configured routes`))
	if routesOf(strict) != 0 {
		t.Error("there is a route")
	}
}
