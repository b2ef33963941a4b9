package transport_test

import (
	"context"
	"io"
	"net"
	"testing"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/modules/transport"
)

// silent is a protocol that hands out its streams and receives nothing.
type silent struct{ conns chan kernel.Conn }

func (p silent) Open(c kernel.Conn) kernel.Receiver { p.conns <- c; return p }

func (silent) Receive(_ *kernel.Chunk, data []byte) (consumed, want int) { return len(data), 0 }
func (silent) Pause()                                                    {}
func (silent) Closed(error)                                              {}

// The deadline of a write that waited must not fail a later one that need not wait.
func TestDeadlineEndsWithItsWrite(t *testing.T) {
	t.Parallel()
	tcp := transport.New(zap.NewNop())
	l, err := tcp.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := silent{make(chan kernel.Conn, 1)}
	l.Serve(p)
	peer, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	conn := <-p.conns
	t.Cleanup(func() {
		_ = l.Close()
		_ = peer.Close()
		conn.Abort()
		if err := tcp.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	bytes := make([]byte, 1<<20)
	for n := len(bytes); n == len(bytes); { // until the socket is full
		if n, err = conn.TryWrite([][]byte{bytes}); err != nil {
			t.Fatal(err)
		}
	}
	go func() { _, _ = io.Copy(io.Discard, peer) }()
	const patience = 200 * time.Millisecond
	if n, err := conn.Write([][]byte{bytes}, time.Now().Add(patience)); n == 0 || err != nil {
		t.Fatalf("the write that waited: %d, %v", n, err)
	}
	<-time.After(2 * patience)
	if n, err := conn.TryWrite([][]byte{bytes[:10]}); n != 10 || err != nil {
		t.Errorf("a later write: %d, %v", n, err)
	}
}
