package harness_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"gnatsd/test/harness"
)

// serve accepts one connection, sends these bytes and, if asked, closes; it returns the address and what it heard.
func serve(t *testing.T, says string, closes bool) (addr string, heard <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	got := make(chan string, 1)
	go func() {
		defer close(got)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = conn.Write([]byte(says))
		if closes {
			return
		}
		buf := make([]byte, 4096)
		n, _ := conn.Read(buf)
		got <- string(buf[:n])
		_, _ = conn.Read(buf) // until the client closes
	}()
	return l.Addr().String(), got
}

func TestPeer(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		says   string
		closes bool
		do     func(*harness.Peer) error
		want   string // in the error, empty for none
	}{
		{"exact lines", "+OK\r\nPONG\r\n", true, func(p *harness.Peer) error { return p.Expect("+OK", "PONG") }, ""},
		{
			"other line", "+OK\r\n", true, func(p *harness.Peer) error { return p.Expect("PONG") },
			`expected "PONG\r\n", got "+OK\r\n"`,
		},
		{"LF instead of CR LF", "PONG\n", true, func(p *harness.Peer) error { return p.Expect("PONG") }, "expected"},
		{"too little", "MSG", true, func(p *harness.Peer) error { return p.ExpectRaw("MSG foo") }, "EOF"},
		{"part of a line", "MSG foo 1 2\r\n", true, func(p *harness.Peer) error { return p.ExpectRaw("MSG foo") }, ""},
		{"hidden PING", "PING\r\n+OK\r\n", false, func(p *harness.Peer) error { return p.Expect("+OK") }, ""},
		{"shown PING", "PING\r\n", true, func(p *harness.Peer) error { p.ManualPings = true; return p.Expect("PING") }, ""},
		{"line without CR", "PONG\n", true, func(p *harness.Peer) error { _, err := p.ReadLine(); return err }, "CR LF"},
		{"closed", "", true, (*harness.Peer).ExpectClosed, ""},
		{"not silently closed", "-ERR 'x'\r\n", true, (*harness.Peer).ExpectClosed, `-ERR 'x'`},
		{"not closed", "", false, (*harness.Peer).ExpectClosed, "timeout"},
		{"nothing", "", false, func(p *harness.Peer) error { return p.ExpectNothing(time.Millisecond) }, ""},
		{"something", "+OK\r\n", false, func(p *harness.Peer) error { return p.ExpectNothing(harness.Patience) }, "+OK"},
		{"sync", "PONG\r\n", false, (*harness.Peer).Sync, ""},
		{"sync with something between", "+OK\r\nPONG\r\n", false, (*harness.Peer).Sync, "+OK"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			addr, _ := serve(t, "INFO {\"a\":1}\r\n"+c.says, c.closes)
			p, err := harness.Dial(addr)
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			p.Patience = 200 * time.Millisecond
			err = c.do(p)
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Fatalf("expected an error with %q, got %v", c.want, err)
			}
		})
	}
}

func TestPeerAnswersPing(t *testing.T) {
	t.Parallel()
	addr, heard := serve(t, "INFO {}\r\nPING\r\n+OK\r\n", false)
	p, err := harness.Dial(addr)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if err := p.Expect("+OK"); err != nil {
		t.Fatal(err)
	}
	if got := <-heard; got != "PONG\r\n" {
		t.Fatalf("answered %q", got)
	}
}

func TestDialWithoutInfo(t *testing.T) {
	t.Parallel()
	for name, says := range map[string]string{
		"other line": "HELLO\r\n", "bad JSON": "INFO {\r\n", "end": "", "error": "-ERR 'x'\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			addr, _ := serve(t, says, true)
			if p, err := harness.Dial(addr); err == nil {
				p.Close()
				t.Fatal("connected without INFO")
			}
		})
	}
}
