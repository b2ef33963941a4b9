package test

import (
	"errors"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"gnatsd/test/harness"
)

// Goal: connections that break off, say nothing, never end a line or never read cost the server bounded memory and
// others nothing.

const mebibyte = 1 << 20

// A line that never ends is cut off, however much a client would send.
func TestEndlessLine(t *testing.T) {
	t.Parallel()
	harness.MeasuresMemory(t)
	s := harness.Start(t)
	pulse := harness.StartPulse(t, s)
	before := s.RSS()
	for _, start := range []string{"PUB ", "SUB ", "CONNECT {\"name\":\""} {
		c := harness.Greet(t, s)
		c.SendRaw(start)
		chunk := []byte(strings.Repeat("x", 64<<10))
		sent := 0
		for err := error(nil); err == nil; sent += len(chunk) {
			if sent > 256*mebibyte {
				t.Fatalf("%q: the server takes a line of %d bytes", start, sent)
			}
			err = c.Write(chunk)
		}
		c.ExpectRaw(lineTooLong)
		c.ExpectClosed()
	}
	if grown := s.RSS() - before; grown > 32*mebibyte && !harness.RaceEnabled {
		t.Errorf("the server grew by %d MiB", grown/mebibyte)
	}
	pulse.Check()
}

// Announced payloads that never come cost nothing, in whatever number.
func TestAnnouncedPayloadsThatNeverCome(t *testing.T) {
	t.Parallel()
	harness.MeasuresMemory(t)
	const connections = 100
	s := harness.Start(t)
	pulse := harness.StartPulse(t, s)
	before := s.RSS()
	for range connections {
		c := harness.Greet(t, s)
		c.SendRaw("PING\r\nPUB foo 1048576\r\nonly this")
		c.Expect("PONG")
	}
	if grown := s.RSS() - before; grown > connections*mebibyte/2 && !harness.RaceEnabled {
		t.Errorf("the server grew by %d MiB for %d announced MiB", grown/mebibyte, connections)
	}
	pulse.Check()
}

// Connections that only connect, or connect and go, in numbers, disturb nobody.
func TestSilentConnections(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	pulse := harness.StartPulse(t, s)
	var silent []*harness.Conn
	for i := range 200 {
		p, err := harness.DialSilent(s.Addr())
		must(t, err)
		if i%2 == 0 {
			must(t, p.Reset())
			continue
		}
		p.Close()
		silent = append(silent, harness.Connect(t, s))
	}
	for _, c := range silent {
		c.Sync() // still welcome
	}
	pulse.Check()
}

// A connection that is reset in the middle of a payload, or ends there, leaves no message behind; a whole one counts.
func TestBrokenOffPayload(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	pulse := harness.StartPulse(t, s)
	listener := harness.Greet(t, s)
	listener.Send("SUB cut 1")
	listener.Sync()
	for _, part := range []string{"PUB cut 10", "PUB cut 10\r\n", "PUB cut 10\r\nhello", "PUB cut 10\r\nhelloworld", "PUB cut 10\r\nhelloworld\r"} {
		c := harness.Greet(t, s)
		c.SendRaw("PUB cut 5\r\nwhole\r\nPING\r\n" + part)
		c.Expect("PONG")
		c.Reset()
		listener.Expect("MSG cut 1 5", "whole")

		c = harness.Greet(t, s)
		c.SendRaw("PUB cut 5\r\nwhole\r\nPING\r\n" + part)
		c.Expect("PONG")
		must(t, c.TCP.CloseWrite())
		c.ExpectClosed() // the server has seen the end, so a cut message would have been delivered
		listener.Expect("MSG cut 1 5", "whole")
		listener.Sync()
	}
	pulse.Check()
}

// A client that closes only its sending side is done: what it sent before counts, and the server closes the rest.
func TestHalfClosedConnection(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	listener := harness.Greet(t, s)
	listener.Send("SUB half 1")
	listener.Sync()
	c := harness.Greet(t, s)
	c.Send("PUB half 2", "hi")
	must(t, c.TCP.CloseWrite())
	c.ExpectClosed()
	listener.Expect("MSG half 1 2", "hi")
	listener.Sync()
}

// A subscriber that never reads is cut off, in bounded memory; a healthy one on the same subject gets everything.
func TestSubscriberThatNeverReads(t *testing.T) {
	t.Parallel()
	harness.MeasuresMemory(t)
	const messages, size, maxPending = 2000, 32 << 10, 4 * mebibyte
	s := harness.Start(t, "-c", harness.ConfigFile(t, "max_pending: 4194304\n"))
	pulse := harness.StartPulse(t, s)
	deaf, healthy, pub := harness.Greet(t, s), harness.Greet(t, s), harness.Greet(t, s)
	for _, c := range []*harness.Conn{deaf, healthy} {
		c.Send("SUB big 1")
		c.Sync()
	}
	body := strings.Repeat("x", size)
	failed := make(chan error, 1)
	go func() { failed <- publishAll(pub.Peer, messages, body) }()

	before, most := s.RSS(), int64(0)
	for i := range messages {
		healthy.Expect("MSG big 1 32768", body)
		if i%50 == 0 {
			most = max(most, s.RSS()-before)
		}
	}
	must(t, receive(t, "the publisher is done", failed))
	if limit := int64(10 * maxPending); most > limit && !harness.RaceEnabled {
		t.Errorf("the server grew by %d MiB, with max_pending of %d MiB", most/mebibyte, maxPending/mebibyte)
	}
	got, err := deaf.ReadAll()
	if err != nil && !errors.Is(err, syscall.ECONNRESET) {
		t.Fatalf("the connection that did not read is not cut off: %v", err)
	}
	if all := messages * (size + len("MSG big 1 32768\r\n\r\n")); len(got) >= all {
		t.Errorf("the connection that did not read got all %d bytes", len(got))
	}
	if strings.Contains(got, "-ERR") {
		t.Error("a slow consumer is told an error")
	}
	healthy.Sync()
	pulse.Check()
}

func publishAll(p *harness.Peer, messages int, body string) error {
	for range messages {
		if err := p.Send("PUB big 32768", body); err != nil {
			return err
		}
	}
	return p.Sync()
}

// A connection that sends but never reads its answers is cut off too, and in bounded memory.
func TestPingerThatNeverReads(t *testing.T) {
	t.Parallel()
	harness.MeasuresMemory(t)
	s := harness.Start(t, "-c", harness.ConfigFile(t, "max_pending: 1048576\nwrite_deadline: \"1s\"\n"))
	pulse := harness.StartPulse(t, s)
	c := harness.Greet(t, s)
	before := s.RSS()
	pings := []byte(strings.Repeat("PING\r\n", 10_000))
	deadline := time.Now().Add(harness.Patience)
	c.Patience = 5 * time.Second
	for err := error(nil); err == nil; err = c.Write(pings) {
		if time.Now().After(deadline) {
			t.Fatal("the server still answers somebody who does not read")
		}
	}
	if grown := s.RSS() - before; grown > 40*mebibyte && !harness.RaceEnabled {
		t.Errorf("the server grew by %d MiB", grown/mebibyte)
	}
	if _, err := c.ReadAll(); errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, net.ErrClosed) {
		t.Errorf("the connection is still open: %v", err)
	}
	pulse.Check()
}
