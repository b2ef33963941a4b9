package test

// Goal: each mode of TLS as users of the Go client see it, and certificates that
// change under load. Method: certificates made for the test, a JSON
// configuration, real sockets.

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"gnatsd/test/certs"
	"gnatsd/test/harness"
)

// pki is an authority with a certificate for a server and one for a client.
type pki struct {
	authority      *certs.Authority
	server, client certs.Files
}

func newPKI(t testing.TB) pki {
	t.Helper()
	a, err := certs.New(t.TempDir(), "test authority")
	must(t, err)
	p := pki{authority: a}
	p.server, err = a.Issue("server", certs.Wish{})
	must(t, err)
	p.client, err = a.Issue("client", certs.Wish{Client: true, Emails: []string{"derek@example.com"}})
	must(t, err)
	return p
}

// config is a configuration with a tls block that has these entries more.
func (p pki) config(t testing.TB, more string, beside string) string {
	t.Helper()
	quote := func(s string) string { b, _ := json.Marshal(s); return string(b) }
	block := fmt.Sprintf(`"cert_file": %s, "key_file": %s, "ca_file": %s`,
		quote(p.server.Cert), quote(p.server.Key), quote(p.authority.File()))
	for _, s := range []*string{&more, &beside} {
		if *s != "" {
			*s = ", " + *s
		}
	}
	return `{"tls": {` + block + more + `}` + beside + `}`
}

func (p pki) trust() nats.Option {
	return nats.Secure(&tls.Config{RootCAs: p.authority.Pool(), MinVersion: tls.VersionTLS12})
}

// echo sends a message through the server and back, small ones and large ones.
func echo(t testing.TB, nc *nats.Conn) {
	t.Helper()
	sub := subscribe(t, nc, nats.NewInbox())
	for _, size := range []int{0, 1, 100, 16 << 10, 300 << 10, 1 << 20} {
		body := bytes.Repeat([]byte("0123456789abcdef"), size/16+1)[:size]
		must(t, nc.Publish(sub.Subject, body))
		if got := next(t, sub).Data; !bytes.Equal(got, body) {
			t.Fatalf("%d bytes came back as %d others", size, len(got))
		}
	}
}

func TestTLSModes(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	own := nats.ClientCert(p.client.Cert, p.client.Key)
	mapped := `"authorization": {"users": [{"user": "derek@example.com"}]}`
	for _, c := range []struct {
		name, block, beside string
		opts                []nats.Option
		ok                  bool
	}{
		{"server only", ``, ``, []nats.Option{p.trust()}, true},
		{"server unknown to the client", ``, ``, []nats.Option{nats.Secure()}, false},
		{"mutual", `"verify": true`, ``, []nats.Option{p.trust(), own}, true},
		{"mutual without a certificate", `"verify": true`, ``, []nats.Option{p.trust()}, false},
		{"mapped", `"verify_and_map": true`, mapped, []nats.Option{p.trust(), own}, true},
		{
			"mapped to nobody", `"verify_and_map": true`, strings.Replace(mapped, "derek", "joe", 1),
			[]nats.Option{p.trust(), own},
			false,
		},
		{
			"mapped and a name of another", `"verify_and_map": true`, mapped,
			[]nats.Option{p.trust(), own, nats.UserInfo("root", "")},
			true,
		},
		{"handshake first", `"handshake_first": true`, ``, []nats.Option{p.trust(), nats.TLSHandshakeFirst()}, true},
		{
			"handshake first, client waits", `"handshake_first": true, "timeout": 0.3`, ``,
			[]nats.Option{p.trust()},
			false,
		},
		{"auto, client first", `"handshake_first": "auto"`, ``, []nats.Option{
			p.trust(),
			nats.TLSHandshakeFirst(),
		}, true},
		{"auto, client waits", `"handshake_first": "auto"`, ``, []nats.Option{p.trust()}, true},
		{"delay, client waits", `"handshake_first": "100ms"`, ``, []nats.Option{p.trust()}, true},
		{"optional, with TLS", ``, `"allow_non_tls": true`, []nats.Option{p.trust()}, true},
		{"optional, without", ``, `"allow_non_tls": true`, nil, true},
		{"1.3 only", `"min_version": "1.3"`, ``, []nats.Option{p.trust()}, true},
		{"1.3 only, client of 1.2", `"min_version": "1.3"`, ``, []nats.Option{nats.Secure(&tls.Config{
			RootCAs: p.authority.Pool(), MaxVersion: tls.VersionTLS12, MinVersion: tls.VersionTLS12,
		})}, false},
		{"with a password", ``, `"authorization": {"token": "abc"}`, []nats.Option{
			p.trust(),
			nats.Token("abc"),
		}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := configured(t, p.config(t, c.block, c.beside))
			nc, err := nats.Connect(strings.Replace(s.URL(), "127.0.0.1", "localhost", 1),
				append(c.opts, nats.Timeout(harness.Patience/2))...)
			if (err == nil) != c.ok {
				t.Fatalf("error %v", err)
			}
			if c.ok {
				defer nc.Close()
				echo(t, nc)
			}
		})
	}
}

// What older and weaker clients offer is refused, whether TLS was switched on by
// flags or in a file.
func TestTLSDowngrade(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	servers := map[string]*harness.Server{
		"file":  configured(t, p.config(t, ``, ``)),
		"flags": harness.Start(t, "--tls", "--tlscert", p.server.Cert, "--tlskey", p.server.Key),
	}
	for name, s := range servers {
		for _, c := range []struct {
			name   string
			config *tls.Config
			ok     bool
		}{
			{"1.0", &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}, false},
			{"1.1", &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, false},
			{"CBC", &tls.Config{
				MaxVersion:   tls.VersionTLS12,
				CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA},
			}, false},
			{"no forward secrecy", &tls.Config{
				MaxVersion:   tls.VersionTLS12,
				CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256},
			}, false},
			{"1.2", &tls.Config{MaxVersion: tls.VersionTLS12}, true},
			{"1.3", &tls.Config{MinVersion: tls.VersionTLS13}, true},
		} {
			t.Run(name+" "+c.name, func(t *testing.T) {
				config := c.config.Clone()
				config.RootCAs, config.ServerName = p.authority.Pool(), "localhost"
				conn := afterInfo(t, s)
				err := tls.Client(conn, config).Handshake()
				if (err == nil) != c.ok {
					t.Errorf("error %v", err)
				}
			})
		}
	}
}

// afterInfo connects and reads the INFO that comes in clear.
func afterInfo(t testing.TB, s *harness.Server) net.Conn {
	t.Helper()
	conn, err := net.DialTimeout("tcp", s.Addr(), harness.Patience)
	must(t, err)
	t.Cleanup(func() { conn.Close() })
	must(t, conn.SetDeadline(time.Now().Add(harness.Patience)))
	var one [1]byte
	for one[0] != '\n' {
		_, err := conn.Read(one[:])
		must(t, err)
	}
	return conn
}

func TestTLSPlainClientIsCut(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	s := configured(t, p.config(t, `"timeout": 0.3`, ``))
	for name, text := range map[string]string{
		"clear text": "CONNECT {}\r\nPING\r\n", "nothing": "", "half a record": "\x16\x03\x01\x02\x00\x01",
		"HTTP": "GET / HTTP/1.1\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := afterInfo(t, s)
			_, err := conn.Write([]byte(text))
			must(t, err)
			var got []byte
			buf := make([]byte, 512)
			for err == nil {
				var n int
				n, err = conn.Read(buf)
				got = append(got, buf[:n]...)
			}
			if bytes.Contains(got, []byte("PONG")) || bytes.Contains(got, []byte("-ERR")) {
				t.Errorf("got %q", got)
			}
			var nerr net.Error
			if errors.As(err, &nerr) && nerr.Timeout() {
				t.Error("the connection stays open")
			}
		})
	}
}

// Certificates change under load: no connection breaks, new ones see the new
// certificate, and one that does not work changes nothing.
func TestTLSRotation(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	s := configured(t, p.config(t, ``, ``))
	nc := dial(t, s, p.trust(), nats.NoReconnect())
	var got atomic.Int64
	_, err := nc.Subscribe("load", func(*nats.Msg) { got.Add(1) })
	must(t, err)
	stop := make(chan struct{})
	var load sync.WaitGroup
	sent := int64(0)
	load.Go(func() {
		pause := time.NewTicker(5 * time.Millisecond)
		defer pause.Stop()
		for {
			select {
			case <-stop:
				return
			case <-pause.C:
			}
			for range 100 {
				sent++
				if err := nc.Publish("load", make([]byte, 1000)); err != nil {
					t.Errorf("publishing: %v", err)
					return
				}
			}
		}
	})
	before := serial(t, s, p)
	must(t, os.WriteFile(p.server.Cert, []byte("no certificate"), 0o600))
	s.WaitLog(regexp.MustCompile(`Certificates have changed and are not usable`))
	if got := serial(t, s, p); got != before {
		t.Errorf("a broken file changed the certificate to %s", got)
	}
	_, err = p.authority.Issue("server", certs.Wish{})
	must(t, err)
	s.WaitLog(regexp.MustCompile(`Certificates loaded again`))
	if got := serial(t, s, p); got == before {
		t.Error("new connections see the old certificate")
	}
	close(stop)
	load.Wait()
	must(t, nc.Flush())
	harness.Eventually(t, harness.Patience, "all messages arrive", func() bool { return got.Load() == sent })
}

func serial(t testing.TB, s *harness.Server, p pki) string {
	t.Helper()
	conn := tls.Client(afterInfo(t, s), &tls.Config{RootCAs: p.authority.Pool(), ServerName: "localhost"})
	must(t, conn.Handshake())
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.String()
}

// A reader that is too slow for a while, and a message that fills the socket.
func TestTLSBackPressure(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	s := configured(t, p.config(t, ``, ``))
	conn := tls.Client(afterInfo(t, s), &tls.Config{RootCAs: p.authority.Pool(), ServerName: "localhost"})
	must(t, conn.Handshake())
	_, err := conn.Write([]byte("CONNECT {\"verbose\":false}\r\nSUB big 1\r\nPING\r\n"))
	must(t, err)
	expect(t, conn, "PONG\r\n")
	nc := dial(t, s, p.trust())
	const messages, size = 40, 256 << 10
	body := bytes.Repeat([]byte{'x'}, size)
	for i := range messages {
		copy(body, fmt.Sprintf("%08d", i))
		must(t, nc.Publish("big", body))
	}
	must(t, nc.Flush())
	for i := range messages {
		copy(body, fmt.Sprintf("%08d", i))
		expect(t, conn, fmt.Sprintf("MSG big 1 %d\r\n%s\r\n", size, body))
	}
}

// expect reads exactly this.
func expect(t testing.TB, from io.Reader, text string) {
	t.Helper()
	got := make([]byte, len(text))
	if _, err := io.ReadFull(from, got); err != nil || string(got) != text {
		t.Fatalf("got %.100q, error %v, want %.100q", got, err, text)
	}
}
