package transport_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"gnatsd/kernel"
	"gnatsd/modules/transport"
)

// fragile is a protocol that answers each byte, and panics at some.
type fragile struct {
	conn   kernel.Conn
	closed *atomic.Int32
}

func (f fragile) Open(c kernel.Conn) kernel.Receiver { return fragile{c, f.closed} }

func (f fragile) Receive(_ *kernel.Chunk, data []byte) (consumed, want int) {
	if strings.Contains(string(data), "panic") {
		panic("receiving")
	}
	_, _ = f.conn.TryWrite([][]byte{data}) // who does not get it fails
	return len(data), 0
}

func (fragile) Pause() {}

func (f fragile) Closed(err error) {
	f.closed.Add(1)
	if err != nil && !errors.Is(err, io.EOF) {
		panic("closing")
	}
}

// A panic ends the stream that caused it, is told once, and leaves the others and
// the server alone.
func TestPanicEndsOneStream(t *testing.T) {
	t.Parallel()
	if kernel.Invariants {
		t.Skip("panics are let through where invariants are checked")
	}
	core, logged := observer.New(zap.ErrorLevel)
	tcp := transport.New(zap.New(core))
	l, err := tcp.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := new(atomic.Int32)
	l.Serve(fragile{closed: closed})
	say := func(c net.Conn, text string) (string, error) {
		if _, err := c.Write([]byte(text)); err != nil {
			return "", err
		}
		answer := make([]byte, len(text))
		_, err := io.ReadFull(c, answer)
		return string(answer), err
	}
	dial := func() net.Conn {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		_ = c.SetDeadline(time.Now().Add(15 * time.Second))
		return c
	}
	honest := dial()
	const panics = 3
	for range panics {
		c := dial()
		if answer, err := say(c, "hello"); err != nil || answer != "hello" {
			t.Fatalf("got %q, error %v", answer, err)
		}
		if answer, err := say(c, "panic"); err == nil {
			t.Errorf("the stream goes on: %q", answer)
		}
	}
	if answer, err := say(honest, "hello"); err != nil || answer != "hello" {
		t.Errorf("another stream: %q, error %v", answer, err)
	}
	if err := errors.Join(l.Close(), tcp.Stop(context.WithoutCancel(t.Context()))); err != nil {
		t.Error(err)
	}
	if n := closed.Load(); n != panics+1 {
		t.Errorf("%d receivers were told of the end, want %d", n, panics+1)
	}
	if n := logged.FilterMessage("A panic has ended a connection").Len(); n != 1 || tcp.Panics() != panics {
		t.Errorf("%d panics logged and %d counted, want 1 and %d", n, tcp.Panics(), panics)
	}
}
