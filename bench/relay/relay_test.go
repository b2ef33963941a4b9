// Goal: bytes go from publishers to all subscribers and between the halves of a pair, in order; strangers are cut.
package relay_test

import (
	"io"
	"net"
	"testing"
	"time"

	"gnatsd/bench/relay"
)

// dial connects in a role and waits for the echo.
func dial(t *testing.T, address string, role byte) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write([]byte{role}); err != nil {
		t.Fatal(err)
	}
	expect(t, c, string(role))
	return c
}

func expect(t *testing.T, c net.Conn, want string) {
	t.Helper()
	got := make([]byte, len(want))
	if _, err := io.ReadFull(c, got); err != nil || string(got) != want {
		t.Fatalf("received %q, %v, want %q", got, err, want)
	}
}

func send(t *testing.T, c net.Conn, text string) {
	t.Helper()
	if _, err := c.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
}

func start(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = relay.Serve(listener) }()
	t.Cleanup(func() { _ = listener.Close() })
	return listener.Addr().String()
}

func TestPublish(t *testing.T) {
	t.Parallel()
	address := start(t)
	subscribers := []net.Conn{dial(t, address, 'S'), dial(t, address, 'S')}
	publisher := dial(t, address, 'P')
	send(t, publisher, "one ")
	send(t, publisher, "two")
	for _, subscriber := range subscribers {
		expect(t, subscriber, "one two")
	}
}

func TestPair(t *testing.T) {
	t.Parallel()
	address := start(t)
	first, second := dial(t, address, 'X'), dial(t, address, 'X')
	send(t, first, "question")
	expect(t, second, "question")
	send(t, second, "answer")
	expect(t, first, "answer")
}

func TestStranger(t *testing.T) {
	t.Parallel()
	c, err := net.Dial("tcp", start(t))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	send(t, c, "?")
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(make([]byte, 1)); err == nil {
		t.Error("a connection without a known role got an answer")
	}
}
