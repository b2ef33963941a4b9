package harness

import (
	"regexp"
	"testing"
)

// Conn is a conversation with a server in a test: every method fails the test when the server does something else. It
// belongs to the test's goroutine.
type Conn struct {
	*Peer
	t testing.TB
}

// Connect connects and reads INFO. The connection is closed when the test ends.
func Connect(t testing.TB, s *Server) *Conn {
	t.Helper()
	p, err := Dial(s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return &Conn{Peer: p, t: t}
}

// Greet connects and makes a plain CONNECT.
func Greet(t testing.TB, s *Server) *Conn {
	t.Helper()
	c := Connect(t, s)
	c.Hello(Plain)
	return c
}

// Hello sends CONNECT with these options and PING, and waits for PONG.
func (c *Conn) Hello(options string) {
	c.t.Helper()
	c.check(c.Peer.Hello(options))
}

// Send writes lines, each with CR LF behind it.
func (c *Conn) Send(lines ...string) {
	c.t.Helper()
	c.check(c.Peer.Send(lines...))
}

// SendRaw writes exactly this text.
func (c *Conn) SendRaw(text string) {
	c.t.Helper()
	c.check(c.Write([]byte(text)))
}

// Expect reads lines and compares them, each with CR LF behind it.
func (c *Conn) Expect(lines ...string) {
	c.t.Helper()
	c.check(c.Peer.Expect(lines...))
}

// ExpectRaw reads exactly this text.
func (c *Conn) ExpectRaw(text string) {
	c.t.Helper()
	c.check(c.Peer.ExpectRaw(text))
}

// ExpectRegexp reads one line, which must match, and returns the submatches.
func (c *Conn) ExpectRegexp(re *regexp.Regexp) []string {
	c.t.Helper()
	line, err := c.ReadLine()
	c.check(err)
	found := re.FindStringSubmatch(line)
	if found == nil {
		c.t.Fatalf("expected a line like %q, got %s", re, Quote(line))
	}
	return found
}

// Sync sends PING and expects PONG as the very next thing.
func (c *Conn) Sync() {
	c.t.Helper()
	c.check(c.Peer.Sync())
}

// ExpectClosed expects the end of the connection and nothing before it.
func (c *Conn) ExpectClosed() {
	c.t.Helper()
	c.check(c.Peer.ExpectClosed())
}

// Reset closes the connection with a TCP reset.
func (c *Conn) Reset() {
	c.t.Helper()
	c.check(c.Peer.Reset())
}

func (c *Conn) check(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}
