package kernel

import "gnatsd/kernel/subject"

// sift looks at each frame that a publisher has staged for this session before
// it could know of the session's last removals, and leaves out those nobody
// waits for any more: the message of a subscription that is gone must not
// arrive behind the PONG that followed its UNSUB, and a maximum is exact. It is
// rare, so it may copy. The lock of the outbox is held; the lane is sealed.
func (s *Session) sift(l *lane) {
	if l.bytes == 0 {
		return
	}
	c, n := NewChunk(l.bytes), l.bytes
	exhausted := l.exhausted
	counts := l.join(c.B)
	kept, framer := 0, s.framer.Load().Framer
	for at := 0; at < n; {
		name, sid, body, size := framer.Cut(c.B[at:n])
		if s.wants(name, sid, &exhausted) {
			kept += copy(c.B[kept:], c.B[at:at+size])
			l.messages++
			l.payload += uint64(body)
		} else {
			l.orphan(counts, framer, sid, c.B[at:at+size])
		}
		at += size
	}
	l.exhausted, l.bytes = exhausted, kept
	if kept == 0 {
		c.Release() // the outbox wants no empty segments
		return
	}
	l.segs = append(l.segs, segment{c, 0, kept})
}

// overtaken reports whether a subscription has been removed, or given a maximum,
// since the epoch. The lock of the outbox is held.
func (s *Session) overtaken(epoch uint64) bool { return s.removed > epoch || s.removing > 0 }

// wants reports whether a subscription still takes the frame, and counts it.
func (s *Session) wants(name, sid []byte, exhausted *[]*Subscription) bool {
	sub := s.subs.get(sid)
	if sub == nil || !subject.Matches(sub.Subject(), name) {
		return false
	}
	last := sub.max.Load()
	if last != 0 && sub.delivered >= last {
		return false
	}
	sub.delivered++
	if sub.delivered == last {
		s.subs.remove(sub)
		*exhausted = append(*exhausted, sub)
	}
	return true
}
