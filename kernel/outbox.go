package kernel

import (
	"errors"
	"os"
	"sync"
	"time"
)

// An Outbox is the queue of owned bytes in front of a link.
//
//	publisher's goroutine                      writer goroutine
//	accept: lock, queue, unlock                (exists only while the socket would block)
//	  nobody writing? flush:                   write: wait for the socket, write,
//	    write without waiting                    unqueue, tell those held back
//	    would block? start the writer          queue empty? end
//
// Invariants:
//
//	O1  At most one goroutine writes to the stream at a time: the one that found
//	    writing false under the lock and made it true. Only it shortens the queue.
//	O2  Bytes leave in the order in which accept queued them.
//	O3  A chunk in the queue is never written to again (Chunk); its reference
//	    belongs to the queue until the bytes are written or dropped.
//	O4  pending is the sum of the queue's segments. It exceeds the bound only
//	    for the moment in which the link is cut for it.
//	O5  The lock is never held across I/O or a call into a port.
type Outbox struct {
	link *Link

	mu      sync.Mutex // guards all below, and the session's subscriptions (see Session)
	queue   []segment  // from head on
	head    int
	pending int // bytes queued
	writing bool
	state   outboxState
	pace    pace

	messages, bytes uint64  // deliveries accepted; bytes without framing
	written         uint64  // bytes given to the stream
	stalls          uint64  // times that a publisher was held back for it
	active          instant // when a delivery was last accepted, 0: never
	last            instant // once finishing: when what is queued must have been written
}

type outboxState uint8

const (
	open      outboxState = iota
	finishing             // nothing more is accepted; what is queued is written, then the stream finished
	dead                  // nothing is accepted or written
)

// roundBytes and roundSegments bound one write: enough to amortize the call,
// and little enough that progress is seen while a slow peer takes it.
const (
	roundBytes    = 256 << 10
	roundSegments = 64
)

// inlineRounds is how many writes a publisher makes for a destination before
// the writer takes over: others may be adding to the queue meanwhile.
const inlineRounds = 4

// round is the scratch memory of one write.
type round struct {
	bufs [roundSegments][]byte
	used int
}

// release gives the scratch back, without what it points to.
func (r *round) release() {
	clear(r.bufs[:r.used])
	r.used = 0
	rounds.Put(r)
}

var rounds = sync.Pool{New: func() any { return new(round) }}

// accept queues what the lane holds, in order, taking over its references, and
// reports whether the caller has become the writer (O1) and must call flush.
func (o *Outbox) accept(l *lane, epoch uint64) (flush bool) {
	o.mu.Lock()
	if s := o.link.session; s != nil && !l.self {
		if o.state != open {
			s.orphanAll(l)
		} else if s.overtaken(epoch) {
			s.sift(l)
		}
	}
	flush, over := o.enqueue(l)
	o.mu.Unlock()
	o.afterwards(l, over)
	return flush
}

// enqueue is accept with the lock held. over says that the bound is exceeded.
func (o *Outbox) enqueue(l *lane) (flush, over bool) {
	if o.state != open {
		l.drop()
		return false, false
	}
	for _, c := range l.counts {
		c.sub.delivered += uint64(c.n)
	}
	o.queue = append(o.queue, l.segs...)
	o.pending += l.bytes
	o.messages += l.messages
	o.bytes += l.payload
	if l.messages > 0 {
		o.active = l.at
	}
	l.congested = o.pending > o.link.bounds.mark()
	flush = !o.writing && o.pending > 0
	if flush {
		o.writing = true
	}
	return flush, o.pending > int(o.link.bounds.MaxPending.Load())
}

// afterwards is what enqueue leaves to be done without the lock.
func (o *Outbox) afterwards(l *lane, over bool) {
	l.empty()
	if over {
		o.link.Close(SlowConsumerPending)
	}
}

// flush writes without waiting, and leaves the rest to a writer goroutine. The
// caller is the writer (O1).
func (o *Outbox) flush() {
	r := rounds.Get().(*round)
	full := false
	for range inlineRounds {
		bufs, total := o.front(r)
		if total == 0 {
			r.release()
			return
		}
		n, err := o.link.conn.TryWrite(bufs)
		o.advance(n, false)
		if err != nil {
			o.fail(err)
			break
		}
		if full = n < total; full {
			break
		}
	}
	r.release()
	o.mu.Lock()
	if o.state == dead || o.pending == 0 {
		o.rest()
		return
	}
	if full {
		o.pace.block(now())
	}
	o.mu.Unlock()
	// goroutine: ends when the queue is empty or the link dead; the kernel's Stop waits.
	o.link.kernel.workers.Go(o.write)
}

// write is the writer goroutine.
func (o *Outbox) write() {
	r := rounds.Get().(*round)
	defer r.release()
	for {
		bufs, total := o.front(r)
		if total == 0 {
			return
		}
		n, err := o.link.conn.TryWrite(bufs)
		if n < total && err == nil {
			o.mu.Lock()
			o.pace.block(now()) // before the wait: publishers are held for it
			o.mu.Unlock()
		}
		if n == 0 && err == nil {
			n, err = o.link.conn.Write(bufs, time.Now().Add(o.patience()))
		}
		o.advance(n, true)
		if err != nil && !o.persists(err) {
			o.fail(err)
		}
	}
}

// patience is how long the stream may take nothing. One that is finishing has
// so long for all that is queued, however slowly it takes it.
func (o *Outbox) patience() time.Duration {
	deadline := time.Duration(o.link.bounds.WriteDeadline.Load())
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.state == finishing {
		return min(deadline, o.last.sub(now()))
	}
	return deadline
}

// persists tells whether a write is made again that was too late. A link that is
// to be closed does not wait for its peer.
func (o *Outbox) persists(err error) bool {
	if !o.link.bounds.Retry.Load() || !errors.Is(err, os.ErrDeadlineExceeded) {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.state == open
}

// front gathers the next round. With nothing left to write it gives up the
// writing side and returns 0.
func (o *Outbox) front(r *round) (bufs [][]byte, total int) {
	o.mu.Lock()
	if o.state == dead || o.pending == 0 {
		o.rest()
		return nil, 0
	}
	n := 0
	for _, s := range o.queue[o.head:] {
		if n == roundSegments || total >= roundBytes {
			break
		}
		r.bufs[n] = s.bytes()
		total += s.size()
		n++
	}
	o.mu.Unlock()
	r.used = max(r.used, n)
	return r.bufs[:n], total
}

// advance takes n written bytes off the queue.
func (o *Outbox) advance(n int, waited bool) {
	if n == 0 {
		return
	}
	o.mu.Lock()
	o.written += uint64(n)
	o.pending -= n
	assert(o.pending >= 0, "outbox wrote more than it had")
	for n > 0 {
		s := &o.queue[o.head]
		size := s.size()
		if n < size {
			s.off += n
			break
		}
		n -= size
		s.chunk.Release()
		*s = segment{}
		o.head++
	}
	if o.head == len(o.queue) {
		o.queue, o.head = o.queue[:0], 0
	}
	if waited {
		o.pace.progress(now(), o.written, o.pending <= o.link.bounds.mark()/2)
	}
	o.mu.Unlock()
}

// rest gives up the writing side: the queue is empty or the link dead. It is
// called with the lock held and releases it.
func (o *Outbox) rest() {
	o.writing = false
	if o.state == dead {
		o.discard()
	}
	assert(o.head == 0 || o.state == dead, "outbox at rest with a queue")
	if cap(o.queue) > 2*roundSegments {
		o.queue = nil // a burst is over
	}
	o.pace.unblock()
	finish := o.state == finishing
	if finish {
		o.state = dead
	}
	o.mu.Unlock()
	if finish {
		o.link.conn.Finish()
	}
}

// discard drops the queue. The lock is held and nobody writes.
func (o *Outbox) discard() {
	for _, s := range o.queue[o.head:] {
		s.chunk.Release()
	}
	o.queue, o.head, o.pending = nil, 0, 0
}

func (o *Outbox) fail(err error) {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		o.link.Close(SlowConsumerDeadline)
	} else {
		o.link.Close(WriteError)
	}
}

// finish accepts nothing more. What is queued is still written if gracefully,
// and the stream is ended after it.
func (o *Outbox) finish(gracefully bool) {
	o.mu.Lock()
	if o.state == dead || (o.state == finishing && gracefully) {
		o.mu.Unlock()
		return
	}
	if gracefully {
		o.state, o.last = finishing, now()+instant(o.link.bounds.WriteDeadline.Load())
	} else {
		o.state = dead
	}
	o.pace.unblock()
	if o.writing {
		o.mu.Unlock() // the writer will come to rest
	} else {
		o.rest()
	}
	if !gracefully {
		o.link.conn.Abort()
	}
}
