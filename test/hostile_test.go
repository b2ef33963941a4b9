package test

import (
	"strings"
	"testing"

	"gnatsd/test/harness"
)

// Goal: connections that break off, say nothing or never end a line cost the server bounded memory and others nothing.

const mebibyte = 1 << 20

// A line that never ends is cut off, however much a client would send.
func TestEndlessLine(t *testing.T) {
	t.Parallel()
	harness.MeasuresMemory(t)
	s := harness.Start(t)
	pulse := harness.StartPulse(t, s)
	before := s.RSS()
	for _, line := range [][2]string{
		{"PUB ", "x"}, {"SUB ", "x"}, {"CONNECT {\"name\":\"", "x"}, {"PUB", " "}, {"PING", "\t"},
	} {
		start := line[0]
		c := harness.Greet(t, s)
		c.SendRaw(start)
		chunk := []byte(strings.Repeat(line[1], 64<<10))
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
	const cut = "PUB cut 10\r\nhelloworld\r\n"
	for _, part := range []string{cut[:10], cut[:12], cut[:17], cut[:22], cut[:23]} {
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
