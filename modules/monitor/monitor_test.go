package monitor_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
	"gnatsd/modules/monitor"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// made returns a monitor of a server that has no other modules.
func made(t *testing.T, c monitor.Config, change func(*monitor.Settings)) *monitor.Monitor {
	t.Helper()
	s := monitor.Settings{
		Kernel: kernel.New(routers{}), Log: zap.NewNop(),
		Build: kernel.Build{Product: "test", Version: "0", ServerID: "N", ServerName: "name"},
	}
	if change != nil {
		change(&s)
	}
	m, err := monitor.New(c, s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

type routers struct{}

func (routers) NewRouter(string) kernel.Router { return empty{} }

// empty is a router that nobody subscribes to.
type empty struct{ kernel.Router }

func (empty) Count() int { return 0 }

func ask(m *monitor.Monitor, page string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	m.ServeHTTP(w, httptest.NewRequest(http.MethodGet, page, nil))
	return w
}

// door is a door that may have been closed while the server goes on.
type door struct {
	kernel.Door
	name string
	open bool
}

func (d door) Listening() (string, bool) { return d.name, d.open }

func TestHealthIsThatOfTheDoors(t *testing.T) {
	t.Parallel()
	const text = `failed to be ready for connections after 1ms: `
	for name, c := range map[string]struct {
		doors []kernel.Door
		page  string
		code  int
		body  string
	}{
		"open":   {[]kernel.Door{door{name: "server", open: true}}, "/healthz", 200, `{"status":"ok"}`},
		"closed": {[]kernel.Door{door{name: "server"}}, "/healthz", 500, `{"status":"error","error":"` + text + `server"}`},
		"two": {
			[]kernel.Door{door{name: "server"}, door{name: "route"}},
			"/healthz/ready", 500,
			`{"status":"error","error":"` + text + `server, route"}`,
		},
		"details": {
			[]kernel.Door{door{name: "server"}},
			"/healthz?details=1", 500,
			`{"status":"error","errors":[{"type":"CONNECTION","error":"` + text + `server"}]}`,
		},
		"alive all the same": {[]kernel.Door{door{name: "server"}}, "/livez", 200, `{"status":"ok"}`},
	} {
		m := made(t, monitor.DefaultConfig(), nil)
		m.Ready(c.doors)
		if w := ask(m, c.page); w.Code != c.code || w.Body.String() != c.body {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	if w := ask(made(t, monitor.DefaultConfig(), nil), "/healthz"); w.Code != http.StatusInternalServerError {
		t.Errorf("before the start: %d", w.Code)
	}
}

// broken is an endpoint that panics.
type broken struct{}

func (broken) Path() string                      { return "/broken" }
func (broken) Answer(*status.Query) (any, error) { panic("on purpose") }

func TestPanicIsAnAnswer(t *testing.T) {
	t.Parallel()
	m := made(t, monitor.DefaultConfig(), func(s *monitor.Settings) { s.Endpoints = []status.Endpoint{broken{}} })
	if w := ask(m, "/broken"); w.Code != http.StatusInternalServerError {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := ask(m, "/varz"); w.Code != http.StatusOK {
		t.Errorf("afterwards: %d", w.Code)
	}
}

func TestConfigThatCannotWork(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*monitor.Config)
		want   string
	}{
		"port":         {func(c *monitor.Config) { c.HTTPPort = 65536 }, "http_port: 65536 is not a port"},
		"label":        {func(c *monitor.Config) { c.Metrics.Label = "x" }, `metrics.server_label is name or id, not "x"`},
		"prefix":       {func(c *monitor.Config) { c.Metrics.Prefix = "a b" }, "is no name of a metric"},
		"half a login": {func(c *monitor.Config) { c.Access.Auth.User = "u" }, "monitor.auth needs a user and a password"},
		"open admin":   {func(c *monitor.Config) { c.Access.Admin = true }, "there is no open administration"},
		"lone reader":  {func(c *monitor.Config) { c.Access.Reader.Token = "t" }, "monitor.reader needs monitor.auth"},
	} {
		config := monitor.DefaultConfig()
		c.change(&config)
		if err := config.Validate(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		value any
		want  monitor.Address
		fails bool
	}{
		{int64(8222), monitor.Address{Port: 8222}, false},
		{float64(8222), monitor.Address{Port: 8222}, false},
		{"8222", monitor.Address{Port: 8222}, false},
		{"-1", monitor.Address{Port: -1}, false},
		{"localhost:8222", monitor.Address{Host: "localhost", Port: 8222}, false},
		{"[::1]:8222", monitor.Address{Host: "::1", Port: 8222}, false},
		{":8222", monitor.Address{Port: 8222}, false},
		{"localhost", monitor.Address{}, true},
		{"localhost:http", monitor.Address{}, true},
		{1.5, monitor.Address{}, true},
		{true, monitor.Address{}, true},
		{nil, monitor.Address{}, true},
	} {
		var got monitor.Address
		if err := got.DecodeConfig(c.value); (err != nil) != c.fails || got != c.want {
			t.Errorf("%v: %+v, %v", c.value, got, err)
		}
	}
}

func TestHTTPS(t *testing.T) {
	t.Parallel()
	certificate := selfSigned(t)
	config := monitor.DefaultConfig()
	config.HTTPS = monitor.Address{Host: "127.0.0.1", Port: -1}
	m := made(t, config, func(s *monitor.Settings) {
		shown := &tls.Config{Certificates: []tls.Certificate{certificate}, ClientAuth: tls.RequireAnyClientCert}
		s.TLS = func() *tls.Config { return shown }
	})
	d := monitor.NewDoor(m)
	if err := d.Bind(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.Serve()
	defer func() { _ = d.Close(context.WithoutCancel(t.Context())) }()
	roots := x509.NewCertPool()
	roots.AddCert(certificate.Leaf)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	defer transport.CloseIdleConnections()
	secure := &http.Client{Transport: transport, Timeout: 10 * time.Second}
	for url, want := range map[string]string{
		"https://" + d.Addr().String() + "/varz": `"https_port": ` + port(d.Addr()),
		"http://" + d.Addr().String() + "/varz":  "Client sent an HTTP request to an HTTPS server.\n",
	} {
		answer, err := secure.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || !strings.Contains(string(body), want) {
			t.Errorf("%s: %s %v\n%s", url, answer.Status, err, body)
		}
	}
	if w := ask(m, "/metrics"); !strings.Contains(w.Body.String(), "\ngnatsd_tls_certificate_not_after_seconds{") {
		t.Error("nobody sees when the certificate expires")
	}
}

func port(a net.Addr) string { return a.String()[strings.LastIndexByte(a.String(), ':')+1:] }

func selfSigned(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func FuzzAddress(f *testing.F) {
	for _, text := range []string{"8222", "-1", "localhost:1", "[::1]:2", ":3", "a:b:c", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var first, again monitor.Address
		if first.DecodeConfig(text) != nil || first.Port < 0 {
			return
		}
		if first.Port == 0 {
			return
		}
		if err := again.DecodeConfig(first.String()); err != nil || again != first {
			t.Errorf("%q is %+v, and written and read again %+v (%v)", text, first, again, err)
		}
	})
}

// No request makes the monitor panic, and none changes anything.
func FuzzRequest(f *testing.F) {
	for _, page := range []string{
		"/connz?limit=-1", "/healthz?details=1&stream=x", "//varz", "/subsz?offset=9223372036854775807", "/dashboard/../varz",
		"/varz?callback=a.b", "/accountz?acc=%zz", "/jsz?leader-only=t", "/debug/vars?x", "/dashboard/app.js",
	} {
		f.Add("GET", page, "Basic Og==")
	}
	m, err := monitor.New(monitor.DefaultConfig(), monitor.Settings{Kernel: kernel.New(routers{}), Log: zap.NewNop()})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, method, target, login string) {
		u, err := url.Parse(target)
		if err != nil {
			return
		}
		r := &http.Request{Method: method, URL: u, Header: http.Header{"Authorization": {login}}}
		w := httptest.NewRecorder()
		m.ServeHTTP(w, r)
		unready := u.Path == "/healthz" || u.Path == "/healthz/ready" || u.Path == "/readyz"
		if w.Code == http.StatusInternalServerError && !unready {
			t.Errorf("%s %q: %d %s", method, target, w.Code, w.Body)
		}
		if method != http.MethodGet && method != http.MethodHead && w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s %q: %d", method, target, w.Code)
		}
	})
}
