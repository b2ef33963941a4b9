package kernel

import "time"

// A Stage is what one read batch of a publisher has produced, per destination.
// It is filled without any lock, by the publisher's goroutine alone, and handed
// over as whole chunks when the batch is over:
//
//	begin  note the removals seen (epoch) and the router's generation
//	  deliver  a message to a fanout:
//	    direct   append head and body to the lane's own chunk      one copy
//	    shared   append head and body to the share's chunk         one copy for all
//	    large    append the head, refer to the body in the reader's chunk
//	flush  close the open run: each lane of each share gets a reference to it
//	       hand each touched lane over to its outbox; own lane last
//	       wait, bounded, for destinations that do not keep up (pressure.go)
//
// Invariants:
//
//	S1  At most one fanout has an open run, and it is closed before any other
//	    fanout stages anything: each lane's segments are in publishing order.
//	S2  Replies to the publisher travel on its own lane, which is handed over
//	    after all others: when a PONG can be read, everything before its PING
//	    is queued where it belongs.
//	S3  What is staged is bounded (laneMax, stageMax); a batch may flush more
//	    than once.
//	S4  Nothing is staged between batches: no memory is held by an idle publisher.
type Stage struct {
	session *Session
	own     lane
	lanes   laneTable
	touched []*lane
	open    *fanout // whose shares hold a run not yet given to the lanes
	bytes   int     // staged in memory of its own
	in      *Chunk  // that the batch's borrowed slices lie in

	// epoch is the count of removals seen at the beginning of the batch. What is
	// staged may be for subscriptions removed since; see Session.sift.
	epoch      uint64
	generation uint64 // of the router; refreshed when this session subscribes

	mark    uint64 // see fanout.markRepeated
	matches Matches
	random  uint64

	orphans []orphan // of the batch

	now    instant // see clock
	rested instant // when the last flush began, or its waiting was over
	hold   *holding
}

const (
	laneMax  = ReadSize     // staged for one destination
	stageMax = 4 * ReadSize // staged for all
	// referBytes is the body size from which a reference to the reader's chunk
	// beats a copy.
	referBytes = 4 << 10
	// copyBytes is the size of a shared run below which a copy for each lane
	// beats a reference.
	copyBytes = 512
)

// lane returns the way to another session's outbox.
func (st *Stage) lane(to *Session) *lane {
	if to == st.session {
		return &st.own
	}
	return st.lanes.to(to.out)
}

func (st *Stage) begin(in *Chunk) {
	s := st.session
	st.in = in
	if len(st.touched) == 0 && st.open == nil {
		st.epoch = s.kernel.removals.Load() // before generation: see Session.barrier
	}
	st.generation = s.Account().router.Generation()
	st.now = 0
}

// clock returns the time of this batch: one look at the clock for all of it.
func (st *Stage) clock() instant {
	if st.now == 0 {
		st.now = now()
	}
	return st.now
}

// touch puts the lane on the list of those to hand over.
func (st *Stage) touch(l *lane) {
	if !l.touched {
		l.touched = true
		st.touched = append(st.touched, l)
	}
}

// deliver stages m, and what else it stands for, for one target.
func (st *Stage) deliver(t *target, m *Message, keep bool) {
	l, skip := t.lane, 0
	if t.framer.StripsHeader() {
		skip = m.HeaderSize
	}
	st.touch(l)
	body := m.Frame[skip:]
	if len(body) >= referBytes && st.in != nil {
		st.deliverLarge(t, m, skip)
		return
	}
	before := l.bytes
	room := l.room(t.headMax(m) + len(body))
	if len(m.Rest) == 0 {
		l.commit(t.frame(room, m, body, keep))
		l.note(t.sub, 1, len(body)-2)
	} else {
		t.row(l, m, skip)
	}
	st.bytes += l.bytes - before
	if l.bytes > laneMax || st.bytes > stageMax {
		st.flush()
	}
}

// frame writes head and body into room and returns how much it wrote. The head
// is kept for the next message like this one, or written in place.
func (t *target) frame(room []byte, m *Message, body []byte, keep bool) int {
	var n int
	if keep || m.Repeat {
		n = copy(room, t.headOf(m))
	} else {
		n = len(t.framer.AppendHead(room[:0], m, t.sub))
	}
	return n + copy(room[n:], body)
}

// headOf returns the head of m's frame, encoded anew only if it has a reply or
// other sizes than the message before.
func (t *target) headOf(m *Message) []byte {
	sizes := uint64(m.HeaderSize)<<32 | uint64(len(m.Frame))
	if t.sizes != sizes || len(m.Reply) > 0 {
		t.head, t.sizes = t.framer.AppendHead(t.head[:0], m, t.sub), sizes
		if len(m.Reply) > 0 {
			t.sizes = 0
		}
	}
	return t.head
}

// row stages m and all messages behind it that differ in the body only: the same
// head before each body, as many at a time as the lane has room for.
func (t *target) row(l *lane, m *Message, skip int) {
	head, stride := t.headOf(m), m.Line+len(m.Frame)
	body := len(m.Frame) - skip
	size := len(head) + body
	first := l.room(size)
	copy(first[copy(first, head):], m.Frame[skip:])
	l.commit(size)
	for rest := m.Rest; len(rest) > 0; {
		dst := l.spare(size)
		k := min(len(dst)/size, len(rest)/stride)
		for range k {
			copy(dst[copy(dst, head):], rest[m.Line+skip:stride])
			dst, rest = dst[size:], rest[stride:]
		}
		l.commit(k * size)
	}
	l.note(t.sub, uint32(m.count()), body-2)
}

// headMax bounds the head of a frame: verb, sizes and blanks beside the names.
func (t *target) headMax(m *Message) int {
	return 64 + len(m.Subject) + len(m.Reply) + len(t.sub.text)
}

// deliverLarge copies the heads only; the bodies stay where they were read.
func (st *Stage) deliverLarge(t *target, m *Message, skip int) {
	l := t.lane
	for one := *m; ; {
		before := l.bytes
		l.commit(len(t.framer.AppendHead(l.room(t.headMax(m))[:0], m, t.sub)))
		st.bytes += l.bytes - before
		body := one.Frame[skip:]
		end := cap(st.in.B) - cap(body) + len(body) // body is a slice of st.in.B
		st.in.Retain(1)
		l.refer(st.in, end-len(body), end)
		l.note(t.sub, 1, len(body)-2)
		if l.bytes > laneMax {
			st.flush()
			st.touch(l)
		}
		if !one.step() {
			return
		}
	}
}

// deliverShared stages m once for all targets of a share.
func (st *Stage) deliverShared(sh *share, m *Message) {
	body := m.Frame
	if sh.framer.StripsHeader() {
		body = body[m.HeaderSize:]
	}
	need := sh.headMax(m) + len(body)
	if sh.chunk == nil {
		sh.chunk, sh.end = NewChunk(max(need, chunkSizes[1])), 0
	} else if sh.end+need > len(sh.chunk.B) {
		st.enlarge(sh, need)
	}
	n := sh.frame(sh.chunk.B[sh.end:], m, body, true)
	sh.end += n
	st.bytes += n
	sh.messages++
	sh.payload += uint64(len(body) - 2)
}

// enlarge gives the share room for need bytes more: a chunk of the next class
// with the run so far, or, at the largest, an empty one after closing the run.
func (st *Stage) enlarge(sh *share, need int) {
	if sh.end+need <= chunkSizes[laneClassMax] {
		larger := NewChunk(max(sh.end+need, 4*len(sh.chunk.B)))
		copy(larger.B, sh.chunk.B[:sh.end])
		sh.chunk.Release()
		sh.chunk = larger
		return
	}
	f := st.open
	st.closeRun()
	st.open = f
	sh.chunk, sh.end = NewChunk(max(need, chunkSizes[laneClassMax])), 0
}

// closeRun gives the open fanout's runs to the lanes (S1).
func (st *Stage) closeRun() {
	f := st.open
	if f == nil {
		return
	}
	st.open = nil
	for i := range f.shared {
		if sh := &f.shared[i]; sh.messages > 0 {
			st.give(sh)
		}
	}
}

func (st *Stage) give(sh *share) {
	small := sh.end < copyBytes
	if !small {
		sh.chunk.Retain(len(sh.lanes))
	}
	for i, l := range sh.lanes {
		st.touch(l)
		if small {
			l.add(sh.chunk.B[:sh.end])
			st.bytes += sh.end
		} else {
			l.refer(sh.chunk, 0, sh.end)
		}
		l.note(sh.subs[i], sh.messages, 0)
		l.payload += sh.payload
	}
	sh.chunk.Release()
	sh.chunk, sh.end, sh.messages, sh.payload = nil, 0, 0, 0
}

// flush hands over everything staged and holds the publisher back if need be.
func (st *Stage) flush() {
	st.closeRun()
	if len(st.touched) == 0 {
		return
	}
	var own bool
	var held bool
	destinations := 0
	at := now()
	for _, l := range st.touched {
		if l.self {
			own = true
			continue
		}
		added := l.bytes + l.ahead
		l.ahead = 0
		if added > 0 {
			destinations++
		}
		st.handOver(l, at)
		if l.congested {
			l.congested = false
			held = true
			st.holding().add(l.out, added)
		}
	}
	st.touched = st.touched[:0]
	if own {
		st.handOver(&st.own, at) // S2
	}
	st.bytes = 0
	worked := at.sub(st.rested)
	st.rested = at
	if held {
		st.hold.wait(worked, destinations)
		st.rested = now()
	}
}

// handOver gives one lane's segments to its outbox and writes what goes without
// waiting.
func (st *Stage) handOver(l *lane, at instant) {
	l.touched = false
	l.at = at
	l.seal()
	if l.bytes == 0 {
		return
	}
	if l.out.accept(l, st.epoch) {
		l.out.flush()
	}
	if len(l.orphans) > 0 {
		st.orphans = append(st.orphans, l.orphans...)
		l.orphans = nil
	}
	if len(l.exhausted) > 0 {
		st.session.retire(l.exhausted)
		l.exhausted = nil
	}
}

// reply stages what the server says to the publisher itself.
func (st *Stage) reply(b []byte) {
	st.touch(&st.own)
	st.own.add(b)
	if st.own.bytes > laneMax {
		st.flush()
	}
}

// pick returns a random number below n, for queue groups.
func (st *Stage) pick(n int) int {
	st.random ^= st.random << 13
	st.random ^= st.random >> 7
	st.random ^= st.random << 17
	return int((st.random >> 33) * uint64(n) >> 31)
}

func (st *Stage) holding() *holding {
	if st.hold == nil {
		st.hold = &holding{timer: time.NewTimer(time.Hour), wake: make(chan struct{}, 1)}
		st.hold.timer.Stop()
	}
	return st.hold
}
