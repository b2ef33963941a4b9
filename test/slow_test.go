package test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"gnatsd/test/harness"
)

// Goal: whoever does not read is cut off, in bounded memory, and slows down nobody but himself.

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
	go func() { failed <- publishAll(pub.Peer, "big", messages, body) }()

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

// publishAll sends so many messages with this body, and returns when the server has taken them.
func publishAll(p *harness.Peer, subject string, messages int, body string) error {
	op := fmt.Sprintf("PUB %s %d", subject, len(body))
	for range messages {
		if err := p.Send(op, body); err != nil {
			return err
		}
	}
	return p.Sync()
}

// With default options a subscriber that stops reading does not slow down a healthy one on the same subject. Method:
// the same load with and without it, long enough to fill the default max_pending twice.
func TestSlowReaderSlowsDownNobody(t *testing.T) {
	harness.OwnServer(t)
	const messages, size = 8000, 16 << 10
	alone := fanOutTime(t, messages, size, false)
	together := fanOutTime(t, messages, size, true)
	t.Logf("%d messages of %d bytes: %v alone, %v beside a subscriber that never reads", messages, size, alone, together)
	if together > 5*alone+time.Second {
		t.Errorf("a subscriber that never reads slows another one down from %v to %v", alone, together)
	}
}

// fanOutTime measures how long a healthy subscriber takes to get all messages.
func fanOutTime(t *testing.T, messages, size int, withDeaf bool) time.Duration {
	t.Helper()
	s := harness.Start(t)
	healthy, pub := harness.Greet(t, s), harness.Greet(t, s)
	healthy.Send("SUB fan 1")
	healthy.Sync()
	if withDeaf {
		deaf := harness.Greet(t, s)
		deaf.Send("SUB fan 1")
		deaf.Sync()
	}
	body, head := strings.Repeat("x", size), fmt.Sprintf("MSG fan 1 %d", size)
	failed := make(chan error, 1)
	begin := time.Now()
	go func() { failed <- publishAll(pub.Peer, "fan", messages, body) }()
	for range messages {
		healthy.Expect(head, body)
	}
	took := time.Since(begin)
	must(t, receive(t, "the publisher is done", failed))
	return took
}

// Readers that are merely slower than the publisher hold it to their pace: nobody is cut, nothing is lost, and what the
// server holds for all of them stays below what one may have pending.
func TestMerelySlowerReadersLoseNothing(t *testing.T) {
	harness.OwnServer(t)
	t.Parallel()
	harness.MeasuresMemory(t)
	const messages, size, readers = 80_000, 1 << 10, 3
	s := harness.Start(t)
	body := strings.Repeat("x", size)
	frame := len(fmt.Sprintf("MSG pace 1 %d\r\n%s\r\n", size, body))
	done := make(chan error, readers)
	for range readers {
		c := harness.Greet(t, s)
		c.Send("SUB pace 1")
		c.Sync()
		go func() { done <- readSlowly(c.Peer, messages*frame) }()
	}
	pub, failed := harness.Greet(t, s), make(chan error, 1)
	before, most := s.RSS(), int64(0)
	go func() { failed <- publishAll(pub.Peer, "pace", messages, body) }()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for finished := 0; finished < readers; {
		select {
		case err := <-done: // with an error when it got nothing for the harness's patience
			must(t, err)
			finished++
		case <-look.C:
			most = max(most, s.RSS()-before)
		}
	}
	must(t, receive(t, "the publisher is done", failed))
	t.Logf("the server grew by %d KiB", most/1024)
	if limit := int64(64 * mebibyte); most > limit && !harness.RaceEnabled {
		t.Errorf("the server grew by %d MiB", most/mebibyte)
	}
}

// readSlowly reads so many bytes, a piece every five milliseconds.
func readSlowly(p *harness.Peer, total int) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	piece := make([]byte, 256<<10)
	for got := 0; got < total; <-tick.C {
		if err := p.TCP.SetReadDeadline(time.Now().Add(harness.Patience)); err != nil {
			return err
		}
		n, err := io.ReadFull(p.Reader, piece[:min(len(piece), total-got)])
		if got += n; err != nil {
			return fmt.Errorf("after %d of %d bytes: %w", got, total, err)
		}
	}
	return nil
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
