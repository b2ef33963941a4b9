package kernel

// A lane is the way from one publishing session to one outbox: what the present
// batch has staged for it. It is used by the publisher's goroutine alone.
//
//	segs  [chunk a: all of it][shared: 40..900][chunk b: 0..start]   cut, in order
//	tail   chunk b: start..used | room                               being filled
//
// Invariants:
//
//	L1  The lane owns one reference to each segment and one to tail.
//	L2  Bytes of tail before start belong to segments; they are not written again.
//	L3  bytes counts all that is staged: segments and the open part of tail.
type lane struct {
	out   *Outbox
	tail  *Chunk
	start int
	used  int
	segs  []segment
	bytes int

	counts     []count         // what to add to Subscription.delivered
	exhausted  []*Subscription // that got their last message at the hand-over
	orphans    []orphan        // found at the hand-over
	messages   uint64
	payload    uint64  // bytes of the messages without framing
	at         instant // of the hand-over
	class      int8    // size class of the next chunk: what this pair needed lately
	self       bool    // leads back to the publisher
	touched    bool    // stands in the stage's list
	congested  bool    // the outbox said at the last hand-over that it is
	ahead      int     // bytes handed over in this batch already: see deliverLimited
	seen, many uint64  // marks of fanout.build
	once       uint64  // mark of fanout.gather
}

// A count says how many messages of a batch a subscription gets.
type count struct {
	sub *Subscription
	n   uint32
}

// room returns room for n bytes at the end of the tail, to be given to commit.
func (l *lane) room(n int) []byte {
	if l.tail == nil || l.used+n > len(l.tail.B) {
		l.grow(n)
	}
	return l.tail.B[l.used : l.used+n]
}

// spare returns all room there is at the end of the tail, n bytes at least, to be
// given to commit.
func (l *lane) spare(n int) []byte {
	l.room(n)
	return l.tail.B[l.used:]
}

// commit stages the first n bytes of what room returned.
func (l *lane) commit(n int) {
	l.used += n
	l.bytes += n
}

// add stages a copy of b.
func (l *lane) add(b []byte) {
	copy(l.room(len(b)), b)
	l.commit(len(b))
}

// grow cuts what the tail holds and takes a new chunk. A pair with traffic gets
// larger ones: the class goes up when one batch fills a chunk.
func (l *lane) grow(n int) {
	if l.tail != nil {
		l.cut()
		l.tail.Release()
		if int(l.class) < laneClassMax {
			l.class++
		}
	}
	l.tail = NewChunk(max(n, chunkSizes[l.class]))
	l.start, l.used = 0, 0
}

// cut closes the open part of the tail as a segment.
func (l *lane) cut() {
	if l.used > l.start {
		l.tail.Retain(1)
		l.segs = append(l.segs, segment{l.tail, l.start, l.used})
		l.start = l.used
	}
}

// refer stages bytes of a chunk that others share, without copying; one
// reference passes to the lane.
func (l *lane) refer(c *Chunk, off, end int) {
	l.cut()
	l.segs = append(l.segs, segment{c, off, end})
	l.bytes += end - off
}

// note counts n messages for sub, each with so many bytes of body.
func (l *lane) note(sub *Subscription, n uint32, size int) {
	l.messages += uint64(n)
	l.payload += uint64(n) * uint64(size)
	if k := len(l.counts); k > 0 && l.counts[k-1].sub == sub {
		l.counts[k-1].n += n
		return
	}
	l.counts = append(l.counts, count{sub, n})
}

// seal makes all that is staged segments. The tail's reference passes to the
// last segment where there is one.
func (l *lane) seal() {
	if l.tail == nil {
		return
	}
	if l.used < len(l.tail.B)/8 && l.class > 0 {
		l.class--
	}
	if l.used > l.start {
		l.segs = append(l.segs, segment{l.tail, l.start, l.used})
	} else {
		l.tail.Release()
	}
	l.tail, l.start, l.used = nil, 0, 0
}

// drop gives up all that is staged.
func (l *lane) drop() {
	l.seal()
	for _, s := range l.segs {
		s.chunk.Release()
	}
	l.empty()
}

// empty forgets the segments, whose references now belong to somebody else.
func (l *lane) empty() {
	clear(l.segs)
	clear(l.counts)
	l.segs, l.counts = l.segs[:0], l.counts[:0]
	if cap(l.segs) > 4*roundSegments {
		l.segs, l.counts = nil, nil
	}
	l.bytes, l.messages, l.payload = 0, 0, 0
}
