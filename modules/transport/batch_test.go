package transport_test

import (
	"context"
	"net"
	"testing"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/modules/transport"
)

// counting is a protocol that counts how long its batches are.
type counting struct {
	left    int // bytes still to come
	reads   int // since the last pause
	longest chan int
	most    int
}

func (p *counting) Open(kernel.Conn) kernel.Receiver { return p }

func (p *counting) Receive(_ *kernel.Chunk, data []byte) (consumed, want int) {
	p.reads++
	p.left -= len(data)
	p.most = max(p.most, p.reads)
	return len(data), 0
}

func (p *counting) Pause() {
	p.reads = 0
	if p.left == 0 {
		p.longest <- p.most
	}
}

func (p *counting) Closed(error) {}

// However much a peer sends, what it has said is carried out after a bounded
// number of reads.
func TestBatchesAreBounded(t *testing.T) {
	t.Parallel()
	const total, readsMax = 64 << 20, 8
	tcp := transport.New(zap.NewNop())
	l, err := tcp.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &counting{left: total, longest: make(chan int, 1)}
	l.Serve(p)
	peer, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	piece := make([]byte, 1<<20)
	for sent := 0; sent < total; sent += len(piece) {
		if _, err := peer.Write(piece); err != nil {
			t.Fatal(err)
		}
	}
	if got := <-p.longest; got > readsMax {
		t.Errorf("%d reads before a pause", got)
	}
	_ = peer.Close()
	_ = l.Close()
	if err := tcp.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Error(err)
	}
}
