package kernel

import (
	"crypto/tls"
	"crypto/x509"
	"net/netip"
	"sync/atomic"
	"time"
)

// Bounds limit what a link may cost. They are shared by all links of a door and
// may be changed while these run.
type Bounds struct {
	MaxPending    atomic.Int64 // bytes queued for one link before it is a slow consumer
	WriteDeadline atomic.Int64 // nanoseconds the stream may take nothing before it is one
	Retry         atomic.Bool  // write on past the deadline: MaxPending alone makes it one
}

// markBytes is how much may be queued for a link before publishers are held
// back for it: a few batches, so that a queue stays in the processor's cache.
const markBytes = 512 << 10

func (b *Bounds) mark() int { return int(min(markBytes, b.MaxPending.Load()/8)) }

// A Link is one connected byte stream, whoever carries it.
type Link struct {
	ID      uint64 // unique in this process, shown to the peer and in logs
	Started time.Time

	kernel  *Kernel
	conn    Conn
	bounds  *Bounds
	session *Session // the party at the other end, set once before the first subscription
	out     Outbox
	reason  atomic.Pointer[Reason] // set once, by the first Close
	cut     atomic.Int64           // bytes that were queued when it was closed as a slow consumer
}

// NewLink registers a stream. The bounds stay the caller's to change.
func (k *Kernel) NewLink(conn Conn, bounds *Bounds) *Link {
	l := &Link{ID: k.lastID.Add(1), Started: time.Now(), kernel: k, conn: conn, bounds: bounds}
	l.out.link = l
	return l
}

// Remote returns the address of the peer.
func (l *Link) Remote() netip.AddrPort { return l.conn.Remote() }

// Local returns this side's address.
func (l *Link) Local() netip.AddrPort { return l.conn.Local() }

// Certificate returns what the peer has shown, nil for nothing.
func (l *Link) Certificate() *x509.Certificate { return CertificateOf(l.conn) }

// TLS returns how the stream is secured, nil for not at all.
func (l *Link) TLS() *tls.ConnectionState { return stateOf(l.conn) }

// Session returns the party at the other end.
func (l *Link) Session() *Session { return l.session }

// Reason returns why the link was closed, empty while it is open.
func (l *Link) Reason() Reason {
	if r := l.reason.Load(); r != nil {
		return *r
	}
	return ""
}

// Close closes the link for the first reason given; later ones are ignored. What
// is queued is still written first, unless the reason is that it can't be. Close
// never waits.
func (l *Link) Close(reason Reason) { l.Say(nil, reason) }

// Say queues last words, if there are any, and closes. They are said only by
// the call that closes.
func (l *Link) Say(last []byte, reason Reason) {
	if reason.Slow() {
		queued, _, _ := l.Pending()
		l.cut.CompareAndSwap(0, int64(queued)) // before the reason, which others look at first
	}
	if !l.reason.CompareAndSwap(nil, &reason) {
		if reason == WriteError || reason == SlowConsumerDeadline {
			l.out.finish(false) // what was still to be written will not be
		}
		return
	}
	if len(last) > 0 {
		l.Send(last)
	}
	switch reason {
	case SlowConsumerPending, SlowConsumerDeadline:
		l.kernel.SlowConsumers.Add(1)
		l.out.finish(false)
	case WriteError, ReadError:
		l.out.finish(false)
	default:
		l.out.finish(true)
	}
}

// Send queues bytes for the peer, copied, and writes what goes without waiting.
// It is for what the server itself says; within a batch a session uses Reply,
// which keeps the order of what the batch has staged.
func (l *Link) Send(b []byte) {
	c := NewChunk(len(b))
	n := copy(c.B, b)
	lane := lane{out: &l.out, self: true}
	lane.segs = append(lane.segs, segment{c, 0, n})
	lane.bytes = n
	if l.out.accept(&lane, 0) {
		l.out.flush()
	}
}

// Pending returns how many bytes are queued, and how many were delivered in how
// many messages.
func (l *Link) Pending() (queued int, messages, bytes uint64) {
	l.out.mu.Lock()
	defer l.out.mu.Unlock()
	return l.out.pending, l.out.messages, l.out.bytes
}
