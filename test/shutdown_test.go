package test

import (
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"gnatsd/test/harness"
)

// stopBound is how long a server with a few idle clients may take to stop.
const stopBound = 5 * time.Second

// On INT and TERM the server ends by itself with status 0, and clients see the end of the connection without a word.
func TestGracefulStop(t *testing.T) {
	t.Parallel()
	for name, sig := range map[string]syscall.Signal{"INT": syscall.SIGINT, "TERM": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := harness.Start(t)
			idle, subscriber, silent := harness.Greet(t, s), harness.Greet(t, s), harness.Connect(t, s)
			subscriber.Send("SUB foo 1")
			subscriber.Sync()
			s.Signal(sig)
			for _, c := range []*harness.Conn{idle, subscriber, silent} {
				c.ExpectClosed()
			}
			if code := s.Wait(stopBound); code != 0 {
				t.Fatalf("exit status %d", code)
			}
			if _, err := harness.Dial(s.Addr()); err == nil {
				t.Fatal("somebody still listens")
			}
		})
	}
}

// What the server had accepted before the signal reaches subscribers that read.
func TestStopFlushes(t *testing.T) {
	t.Parallel()
	const messages, size = 2000, 512
	s := harness.Start(t)
	sub, pub := harness.Greet(t, s), harness.Greet(t, s)
	sub.Send("SUB foo 1")
	sub.Sync()
	var burst strings.Builder
	for i := range messages {
		body := strings.Repeat(strconv.Itoa(i%10), size)
		burst.WriteString("PUB foo " + strconv.Itoa(size) + "\r\n" + body + "\r\n")
	}
	pub.SendRaw(burst.String())
	pub.Sync()
	s.Signal(syscall.SIGTERM)
	for i := range messages {
		sub.Expect("MSG foo 1 "+strconv.Itoa(size), strings.Repeat(strconv.Itoa(i%10), size))
	}
	sub.ExpectClosed()
	pub.ExpectClosed()
	if code := s.Wait(stopBound); code != 0 {
		t.Fatalf("exit status %d", code)
	}
}

// A client that never reads does not hold up the end for longer than a write may take.
func TestStopDoesNotWaitForAClientThatNeverReads(t *testing.T) {
	t.Parallel()
	s := harness.Start(t, "-c", harness.ConfigFile(t, "write_deadline: \"500ms\"\n"))
	deaf, pub := harness.Greet(t, s), harness.Greet(t, s)
	deaf.Send("SUB foo 1")
	deaf.Sync()
	body := strings.Repeat("x", 64<<10)
	for range 256 {
		pub.Send("PUB foo "+strconv.Itoa(len(body)), body)
	}
	pub.Sync()
	s.Signal(syscall.SIGTERM)
	if code := s.Wait(stopBound); code != 0 {
		t.Fatalf("exit status %d", code)
	}
}
