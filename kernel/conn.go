package kernel

import (
	"context"
	"net"
	"net/netip"
	"time"
)

// A Conn is one connected byte stream as its transport carries it. The write
// methods are called by one goroutine at a time, Finish and Abort by any.
type Conn interface {
	// TryWrite writes as much of bufs, in order, as goes without waiting. It
	// returns how many bytes it took; fewer than all and no error means that the
	// stream is full. bufs and what it holds are borrowed; bufs may be changed.
	TryWrite(bufs [][]byte) (n int, err error)
	// Write waits until the stream takes something or the deadline has passed
	// (os.ErrDeadlineExceeded), and returns how much it took.
	Write(bufs [][]byte, deadline time.Time) (n int, err error)
	// Finish says that nothing more will be written. What the peer still sends is
	// read and thrown away for a short bounded time, so that closing does not
	// reset the stream under what was written last; then it is closed.
	Finish()
	// Abort closes at once.
	Abort()
	Remote() netip.AddrPort
	Local() netip.AddrPort
}

// A Receiver consumes what one stream brings. Its methods are called on the
// goroutine of that stream, which is theirs to use.
type Receiver interface {
	// Receive is given all bytes read and not yet consumed, which lie in the
	// chunk, and returns how many it has consumed; the others come again with
	// more behind them, perhaps elsewhere. want, if not zero, says how many bytes
	// must be there before it can go on. Whoever keeps bytes of data beyond the
	// call retains the chunk.
	Receive(in *Chunk, data []byte) (consumed, want int)
	// Pause is called when what was there has been received, before more is
	// waited for. Until then a receiver may hold on to what it has produced: it
	// is called again at once.
	Pause()
	// Closed is called once, after the last Receive: io.EOF if the peer ended the
	// stream, another error if it broke, nil if this side closed it.
	Closed(err error)
}

// A Protocol speaks over streams. Open is called on the goroutine of each new
// stream before anything is read.
type Protocol interface {
	Open(Conn) Receiver
}

// A Transport makes streams. It knows no protocol.
type Transport interface {
	// Listen takes an address, host:port with port 0 for any free one. Nobody is
	// let in before Serve.
	Listen(ctx context.Context, address string) (Listener, error)
	// Dial connects and gives the stream to the protocol; it returns when the
	// connection is made or failed.
	Dial(ctx context.Context, address string, p Protocol) error
}

// A Listener is a bound address.
type Listener interface {
	Addr() net.Addr
	// Serve starts accepting streams for the protocol and returns at once.
	Serve(p Protocol)
	// Close gives the address back. Streams that were accepted go on.
	Close() error
}
