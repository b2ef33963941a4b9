package test

// Goal: floods of logins and handshakes cost bounded memory and leave honest
// clients alone. Method: many connections at once beside an honest round trip.

import (
	"crypto/tls"
	"net"
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
func roundTrips(c *harness.Conn, n int) time.Duration {
	var all []time.Duration
	for range n {
		begun := time.Now()
		c.Send("PING")
		c.Expect("PONG")
		all = append(all, time.Since(begun))
	}
	slices.Sort(all)
	return all[len(all)*99/100]
}

// Logins with hashed passwords take no processor from honest clients: their round
// trips stay within five times of idle. The machine may be busy with other things,
// so what counts is the best of some windows, of idle ones and flooded ones alike.
func TestAttackHashFlood(t *testing.T) { // alone: not parallel
	if testing.Short() || harness.RaceEnabled {
		t.Skip("measures time")
	}
	const windows, trips, most = 12, 2000, 5
	hash, err := bcrypt.GenerateFromPassword([]byte("right"), 10)
	must(t, err)
	s := configured(t,
		`{"authorization": {"timeout": 1, "auth_failure_delay": false, "users": [{"user": "u", "password": "`+
			string(hash)+`"}]}}`)
	c := harness.Connect(t, s)
	c.Hello(`{"verbose":false,"user":"u","pass":"right"}`)
	roundTrips(c, trips) // warms up
	idle, flooded := time.Hour, time.Hour
	for i := range windows {
		idle = min(idle, roundTrips(c, trips))
		stop := flood(t, s, 64)
		flooded = min(flooded, roundTrips(c, trips))
		stop()
		if t.Logf("window %d: best 99th percentiles %v idle, %v in the flood", i, idle, flooded); flooded <= most*idle {
			return
		}
	}
	t.Errorf("an honest client waits %v in the flood, %v without", flooded, idle)
}

// flood logs in with wrong passwords on many connections at once, until the
// server works on it and then until stopped; every answer must be the right one.
func flood(t *testing.T, s *harness.Server, connections int) (stop func()) {
	t.Helper()
	var work sync.WaitGroup
	ended, answered := make(chan struct{}), make(chan struct{}, connections)
	attempt := func(user string) {
		p, err := harness.Dial(s.Addr())
		if err != nil {
			t.Error(err)
			return
		}
		defer p.Close()
		_ = p.Send(`CONNECT {"user":"` + user + `","pass":"wrong"}`) // the answer tells
		got, err := p.ReadAll()
		if err != nil || got != "-ERR 'Authorization Violation'\r\n" && got != "-ERR 'Authentication Timeout'\r\n" {
			t.Errorf("answer %q, error %v", got, err)
		}
		select {
		case answered <- struct{}{}:
		default:
		}
	}
	for i := range connections {
		user := []string{"u", "nobody"}[i%2]
		work.Go(func() {
			for {
				select {
				case <-ended:
					return
				default:
					attempt(user)
				}
			}
		})
	}
	<-answered
	return func() {
		close(ended)
		work.Wait()
	}
}

// Somebody at another address does not wait behind a flood: its login is the next
// but one to be compared. (Behind all of them it would come too late.)
func TestAttackHashFloodLetsOthersIn(t *testing.T) { // alone: not parallel
	if testing.Short() || harness.RaceEnabled {
		t.Skip("measures time")
	}
	hash, err := bcrypt.GenerateFromPassword([]byte("right"), 10)
	must(t, err)
	s := configured(t,
		`{"authorization": {"timeout": 4, "auth_failure_delay": false, "users": [{"user": "u", "password": "`+
			string(hash)+`"}]}}`)
	other := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}, Timeout: harness.Patience}
	if probe, err := other.Dial("tcp", s.Addr()); err != nil {
		t.Skip("this system has one loopback address only: ", err)
	} else {
		_ = probe.Close()
	}
	stop := flood(t, s, 400) // 20 seconds of work for one processor
	defer stop()
	nc := dial(t, s, nats.UserInfo("u", "right"), nats.SetCustomDialer(other), nats.Timeout(harness.Patience))
	echo(t, nc)
}

// Connections that do not log in hold little memory, however much they send, and
// not for long.
func TestAttackHalfOpen(t *testing.T) {
	t.Parallel()
	harness.MeasuresMemory(t)
	const connections, eachMax = 500, 16 << 10 // a buffer of 8 KiB, and the connection itself
	s := configured(t, `{"authorization": {"timeout": 3, "token": "t0k3n"}}`)
	nc := dial(t, s, nats.Token("t0k3n"))
	before := s.RSS()
	var open []*harness.Conn
	for range connections {
		c := harness.Connect(t, s)
		c.SendRaw("CONNECT {\"name\":\"" + strings.Repeat("x", 4000))
		open = append(open, c)
	}
	if _, err := nc.RTT(); err != nil {
		t.Errorf("an honest client is disturbed: %v", err)
	}
	each := (s.RSS() - before) / connections
	if t.Logf("%d bytes for each connection", each); each > eachMax && !harness.RaceEnabled {
		t.Errorf("each connection costs %d bytes, more than %d", each, eachMax)
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
