package monitor

import (
	"crypto/tls"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"gnatsd/test/certs"
	"gnatsd/test/harness"
)

// Goal: where authorities are named, nobody reads a page without a certificate of
// theirs, and what its holder may do is said by the name in it.

var monitoredTLS = regexp.MustCompile(`Starting https monitor on (\S+)`)

// people have certificates of one authority each.
type people struct {
	own, foreign *certs.Authority // of those who may ask, and of the server
	config       string
}

func newPeople(t *testing.T, more string) *people {
	t.Helper()
	p := &people{}
	for _, a := range []**certs.Authority{&p.own, &p.foreign} {
		made, err := certs.New(t.TempDir(), "an authority")
		if err != nil {
			t.Fatal(err)
		}
		*a = made
	}
	server, err := p.foreign.Issue("server", certs.Wish{})
	if err != nil {
		t.Fatal(err)
	}
	p.config = "https: 127.0.0.1:-1\ntls: {cert_file: " + server.Cert + ", key_file: " + server.Key +
		", ca_file: " + p.foreign.File() + "}\nmonitor:\n  ca_file: " + p.own.File() + "\n" + more
	return p
}

// as returns a browser that shows a certificate of that name, or none.
func (p *people) as(t *testing.T, authority *certs.Authority, name string) *http.Client {
	t.Helper()
	config := &tls.Config{RootCAs: p.foreign.Pool()}
	if name != "" {
		files, err := authority.Issue(name, certs.Wish{Client: true, DNS: []string{name + ".example"}})
		if err != nil {
			t.Fatal(err)
		}
		own, err := tls.LoadX509KeyPair(files.Cert, files.Key)
		if err != nil {
			t.Fatal(err)
		}
		// Shown even if the server does not say that it knows the authority.
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &own, nil }
	}
	transport := &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}
	return &http.Client{Transport: transport, Timeout: harness.Patience}
}

func TestMutualTLS(t *testing.T) {
	t.Parallel()
	const none = 0 // no handshake
	for _, c := range []struct {
		name, config string
		asks         map[string][4]int // page: without, of a foreign authority, of "eve", of "ops"
	}{
		{"open probes", "", map[string][4]int{
			"/varz": {403, none, 200, 200}, "/healthz": {200, none, 200, 200}, "/metrics": {403, none, 200, 200},
			"/stacksz": {403, none, 200, 200}, // as on a loopback address without a login
		}},
		{"closed probes", "  health_open: false\n", map[string][4]int{
			"/varz": {none, none, 200, 200}, "/healthz": {none, none, 200, 200},
		}},
		{"roles", "  auth: {certificate: ops}\n  reader: {certificate: eve.example}\n", map[string][4]int{
			"/varz": {403, none, 200, 200}, "/stacksz": {403, none, 403, 200}, "/api/v1/config": {403, none, 403, 200},
		}},
		{"and a password", "  auth: {user: root, password: x}\n", map[string][4]int{
			"/varz": {403, none, 401, 401},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newPeople(t, c.config)
			s := harness.Start(t, "-c", yamlFile(t, p.config))
			url := "https://" + s.WaitLog(monitoredTLS)[1]
			askers := []*http.Client{p.as(t, nil, ""), p.as(t, p.foreign, "ops"), p.as(t, p.own, "eve"), p.as(t, p.own, "ops")}
			for page, want := range c.asks {
				for i, asker := range askers {
					if got := status(t, asker, url+page); got != want[i] {
						t.Errorf("%s, asker %d: %d, want %d", page, i, got, want[i])
					}
				}
			}
		})
	}
}

// status returns the status of an answer, 0 if there is none for want of a
// certificate.
func status(t *testing.T, asker *http.Client, url string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := asker.Do(r)
	if err != nil {
		// The server's alert may be overtaken by its closing of the stream.
		for _, cause := range []string{"tls:", "reset by peer", "broken pipe", "EOF"} {
			if strings.Contains(err.Error(), cause) {
				return 0
			}
		}
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%s can be read by pages from elsewhere", url)
	}
	return answer.StatusCode
}

func TestAuthoritiesThatCannotBe(t *testing.T) {
	t.Parallel()
	p := newPeople(t, "")
	for name, c := range map[string]struct{ config, want string }{
		"over http":      {"http: 127.0.0.1:-1\nmonitor: {ca_file: x.pem}\n", "monitor.ca_file needs https"},
		"missing":        {strings.Replace(p.config, p.own.File(), "/nowhere/ca.pem", 1), "/nowhere/ca.pem"},
		"no certificate": {strings.Replace(p.config, p.own.File(), yamlFile(t, "x: y"), 1), "no certificate in"},
		"name alone":     {"monitor: {auth: {certificate: x}}\n", "monitor.auth.certificate needs monitor.ca_file"},
	} {
		got := harness.Run(t, "-a", "127.0.0.1", "-p", "-1", "-c", yamlFile(t, c.config))
		if got.Code != 1 || !strings.Contains(got.Stderr, c.want) {
			t.Errorf("%s: status %d, want %q\n%s", name, got.Code, c.want, got.Stderr)
		}
	}
}
