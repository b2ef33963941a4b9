package test

// Goal: floods of logins and handshakes cost bounded memory and leave honest
// clients alone. Method: many connections at once beside an honest round trip.

import (
	"crypto/tls"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"golang.org/x/crypto/bcrypt"

	"gnatsd/test/certs"
	"gnatsd/test/harness"
)

// roundTrips measures round trips to the server and returns the 99th percentile.
func roundTrips(t testing.TB, nc *nats.Conn, n int) time.Duration {
	t.Helper()
	var all []time.Duration
	for range n {
		d, err := nc.RTT()
		must(t, err)
		all = append(all, d)
	}
	slices.Sort(all)
	return all[len(all)*99/100]
}

// Logins with hashed passwords take no more than their share of the processors,
// and those that wait too long are cut without one.
func TestAttackHashFlood(t *testing.T) {
	t.Parallel()
	if testing.Short() || harness.RaceEnabled {
		t.Skip("measures time")
	}
	hash, err := bcrypt.GenerateFromPassword([]byte("right"), 10)
	must(t, err)
	s := configured(t,
		`{"authorization": {"timeout": 1, "auth_failure_delay": false, "users": [{"user": "u", "password": "`+
			string(hash)+`"}]}}`)
	nc := dial(t, s, nats.UserInfo("u", "right"), nats.Timeout(harness.Patience))
	idle := roundTrips(t, nc, 200)
	beside := besideBusy(t, nc, hash)
	var flood sync.WaitGroup
	answers := make(chan string, 100)
	for i := range cap(answers) {
		user := []string{"u", "nobody"}[i%2]
		flood.Go(func() {
			p, err := harness.Dial(s.Addr())
			if err != nil {
				answers <- err.Error()
				return
			}
			defer p.Close()
			_ = p.Send(`CONNECT {"user":"` + user + `","pass":"wrong"}`) // the answer tells
			got, err := p.ReadAll()
			if err != nil {
				got = err.Error()
			}
			answers <- got
		})
	}
	flooded := roundTrips(t, nc, 200)
	flood.Wait()
	close(answers)
	for got := range answers {
		if got != "-ERR 'Authorization Violation'\r\n" && got != "-ERR 'Authentication Timeout'\r\n" {
			t.Errorf("answer %q", got)
		}
	}
	t.Logf("99th percentile of round trips: %v idle, %v beside a busy process, %v in the flood", idle, beside,
		flooded)
	const noise = 50 * time.Millisecond // other tests run beside this one
	if flooded > max(5*beside, noise) {
		t.Errorf("an honest client waits %v in the flood, %v beside a process that is as busy", flooded, beside)
	}
}

// besideBusy measures round trips while another process than the server compares
// passwords: what the machine costs, and not the server.
func besideBusy(t testing.TB, nc *nats.Conn, hash []byte) time.Duration {
	t.Helper()
	stop := make(chan struct{})
	var busy sync.WaitGroup
	busy.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				_ = bcrypt.CompareHashAndPassword(hash, []byte("wrong")) // for its cost
			}
		}
	})
	defer busy.Wait()
	defer close(stop)
	return roundTrips(t, nc, 200)
}

// Connections that do not log in hold little memory, however much they send, and
// not for long.
func TestAttackHalfOpen(t *testing.T) {
	t.Parallel()
	harness.MeasuresMemory(t)
	const connections = 500
	s := configured(t, `{"authorization": {"timeout": 3, "token": "t0k3n"}}`)
	nc := dial(t, s, nats.Token("t0k3n"))
	before := s.RSS()
	var open []*harness.Conn
	for range connections {
		c := harness.Connect(t, s)
		c.SendRaw("CONNECT {\"name\":\"" + strings.Repeat("x", 3000))
		open = append(open, c)
	}
	if _, err := nc.RTT(); err != nil {
		t.Errorf("an honest client is disturbed: %v", err)
	}
	if each := (s.RSS() - before) / connections; each > 32<<10 && !harness.RaceEnabled {
		t.Errorf("each connection costs %d bytes", each)
	}
	for _, c := range open {
		c.Expect("-ERR 'Authentication Timeout'")
		c.ExpectClosed()
	}
}

// Handshakes beyond the limit are turned away before they cost anything.
func TestAttackHandshakeFlood(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	s := configured(t, p.config(t, `"connection_rate_limit": 5, "timeout": 1`, ``))
	nc := dial(t, s, p.trust())
	throttled := 0
	for range 30 {
		c, err := harness.DialSilent(s.Addr())
		must(t, err)
		c.Patience = harness.Patience
		line, err := c.ReadLine()
		must(t, err)
		if line == "-ERR 'Connection throttling is active. Please try again later.'" {
			throttled++
		}
		c.Close()
	}
	if throttled == 0 || throttled == 30 {
		t.Errorf("%d of 30 connections were throttled", throttled)
	}
	echo(t, nc)
}

// Certificates that are expired, of another authority, or not for clients open
// nothing.
func TestAttackCertificates(t *testing.T) {
	t.Parallel()
	p, foreign := newPKI(t), newPKI(t)
	expired, err := p.authority.Issue("expired", certs.Wish{Client: true, NotAfter: time.Now().Add(-time.Hour)})
	must(t, err)
	s := configured(t, p.config(t, `"verify": true`, ``))
	for name, c := range map[string]struct {
		files certs.Files
		ok    bool
	}{
		"good": {p.client, true}, "expired": {expired, false}, "foreign": {foreign.client, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pair, err := tls.LoadX509KeyPair(c.files.Cert, c.files.Key)
			must(t, err)
			conn := tls.Client(afterInfo(t, s), &tls.Config{
				RootCAs: p.authority.Pool(), ServerName: "localhost",
				GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate,
					error,
				) {
					return &pair, nil
				},
			})
			_, _ = conn.Write([]byte("CONNECT {\"verbose\":false}\r\nPING\r\n")) // the answer tells
			got := make([]byte, 64)
			n, _ := conn.Read(got)
			if ok := string(got[:n]) == "PONG\r\n"; ok != c.ok {
				t.Errorf("served: %v, got %q", ok, got[:n])
			}
		})
	}
}

// A session that one server's certificates have allowed is worth nothing after
// these have changed, nor at another server.
func TestAttackResumption(t *testing.T) {
	t.Parallel()
	p, other := newPKI(t), newPKI(t)
	one, two := configured(t, p.config(t, `"verify": true`, ``)), configured(t, other.config(t, `"verify": true`, ``))
	pair, err := tls.LoadX509KeyPair(p.client.Cert, p.client.Key)
	must(t, err)
	config := &tls.Config{
		InsecureSkipVerify: true, ServerName: "localhost", Certificates: []tls.Certificate{pair},
		ClientSessionCache: tls.NewLRUClientSessionCache(8),
	}
	try := func(s *harness.Server) (resumed bool, got string) {
		conn := tls.Client(afterInfo(t, s), config)
		_, _ = conn.Write([]byte("CONNECT {\"verbose\":false}\r\nPING\r\n")) // the answer tells
		b := make([]byte, 64)
		n, _ := conn.Read(b)
		return conn.ConnectionState().DidResume, string(b[:n])
	}
	if _, got := try(one); got != "PONG\r\n" {
		t.Fatalf("got %q", got)
	}
	if resumed, got := try(one); !resumed || got != "PONG\r\n" {
		t.Errorf("the session cannot be resumed at all: %q", got)
	}
	if resumed, got := try(two); resumed || got != "" {
		t.Errorf("another server resumes the session: %v, %q", resumed, got)
	}
}
