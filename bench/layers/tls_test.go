package layers

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"testing"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/modules/transport"
	"gnatsd/test/certs"
)

// relay hands what one secured stream brings to the other, as a publisher and a
// subscriber would, in batches.
type relay struct {
	profile *kernel.Profile
	conn    kernel.Conn
	opened  chan kernel.Conn
	target  chan kernel.Conn // gives it to the first that needs it
	to      kernel.Conn
	batch   [][]byte
	chunks  []*kernel.Chunk
	failed  func(error)
}

func (r *relay) Open(c kernel.Conn) kernel.Receiver {
	one := *r
	one.conn = c
	if err := c.(kernel.Securable).Secure(r.profile, kernel.AsServer, ""); err != nil {
		r.failed(err)
	}
	r.opened <- c
	return &one
}

func (r *relay) Receive(in *kernel.Chunk, data []byte) (consumed, want int) {
	in.Retain(1)
	r.chunks, r.batch = append(r.chunks, in), append(r.batch, data)
	return len(data), 0
}

func (r *relay) Pause() {
	if r.to == nil && len(r.batch) > 0 {
		r.to = <-r.target
	}
	for _, b := range r.batch {
		for len(b) > 0 {
			n, err := r.to.TryWrite([][]byte{b})
			if n == 0 && err == nil {
				n, err = r.to.Write([][]byte{b}, time.Now().Add(time.Minute))
			}
			if err != nil {
				return
			}
			b = b[n:]
		}
	}
	for _, c := range r.chunks {
		c.Release()
	}
	r.batch, r.chunks = r.batch[:0], r.chunks[:0]
}

func (*relay) Closed(error) {}

// BenchmarkTLSRelay reads from one client and writes to another, the work of both
// clients included.
func BenchmarkTLSRelay(b *testing.B) {
	authority, err := certs.New(b.TempDir(), "bench")
	if err != nil {
		b.Fatal(err)
	}
	files, err := authority.Issue("server", certs.Wish{})
	if err != nil {
		b.Fatal(err)
	}
	block := transport.Block{Given: true, Pairs: []transport.Pair{{Cert: files.Cert, Key: files.Key}}}
	security, err := transport.NewSecurity(transport.Config{TLS: block}, zap.NewNop())
	if err != nil {
		b.Fatal(err)
	}
	tcp := transport.New(zap.NewNop())
	l, err := tcp.Listen(b.Context(), "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	r := &relay{
		profile: security.Profile("client"), opened: make(chan kernel.Conn, 2), target: make(chan kernel.Conn, 1),
		failed: func(err error) { b.Error(err) },
	}
	l.Serve(r)
	dial := func() *tls.Conn {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		s := tls.Client(c, &tls.Config{RootCAs: authority.Pool(), ServerName: "localhost"})
		if err := s.Handshake(); err != nil {
			b.Fatal(err)
		}
		return s
	}
	sub := dial()
	r.target <- <-r.opened
	pub := dial()
	b.Cleanup(func() {
		_ = l.Close()
		_ = pub.Close()
		_ = sub.Close()
		if err := tcp.Stop(context.WithoutCancel(b.Context())); err != nil {
			b.Log(err)
		}
	})
	const size = 128 << 10
	got := make(chan error, 1)
	go func() {
		_, err := io.CopyN(io.Discard, sub, int64(b.N)*size)
		got <- err
	}()
	block128 := make([]byte, size)
	b.SetBytes(size)
	b.ResetTimer()
	for range b.N {
		if _, err := pub.Write(block128); err != nil {
			b.Fatal(err)
		}
	}
	if err := <-got; err != nil {
		b.Fatal(err)
	}
}
