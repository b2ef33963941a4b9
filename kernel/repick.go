package kernel

import "slices"

// An orphan is a message for a queue group whose chosen member has left before
// it was handed over. Another member is to get it.
type orphan struct {
	queue string
	frame []byte // own copy
	from  Framer
}

// orphan keeps a frame that is left out, if it was for a member of a queue
// group.
func (l *lane) orphan(counts []count, framer Framer, sid, frame []byte) {
	for _, c := range counts {
		if c.sub.SID() == string(sid) && c.sub.Queue() != "" {
			l.orphans = append(l.orphans, orphan{c.sub.Queue(), append([]byte(nil), frame...), framer})
			return
		}
	}
}

// orphanAll leaves out all that was staged for a party that has just left.
func (s *Session) orphanAll(l *lane) {
	member := func(c count) bool { return c.sub.Queue() != "" }
	if s.gatherer() != nil || !slices.ContainsFunc(l.counts, member) {
		return // l is dropped as it is
	}
	b := make([]byte, l.bytes)
	framer, counts := s.framer.Load().Framer, l.join(b)
	for at := 0; at < len(b); {
		_, sid, _, size := framer.Cut(b[at:])
		l.orphan(counts, framer, sid, b[at:at+size])
		at += size
	}
}

// join moves the bytes of a sealed lane to dst and takes its counts.
func (l *lane) join(dst []byte) (counts []count) {
	for _, seg := range l.segs {
		dst = dst[copy(dst, seg.bytes()):]
	}
	counts = slices.Clone(l.counts)
	l.drop()
	return counts
}

// repick gives the orphans of the batch to other members. It is called between
// batches: it changes what Admit has found.
//
// A member that is leaving may be found in the router for a while yet, and may be
// all that is found. So each is asked, under its lock, whether it is still there.
func (pub *publisher) repick() {
	st := pub.stage
	orphans := st.orphans
	st.orphans = nil
	st.begin(nil) // what has changed is to be seen
	for _, o := range orphans {
		m := o.from.Read(o.frame)
		f := pub.resolve(m.Subject)
		if g := f.groupNamed([]byte(o.queue)); g != nil && pub.deliverGroup(f, g, &m, true) {
			pub.deliverPicked(f, &m)
		} else if pub.party.Kind.OneHop() {
			pub.handOn(&m, o.queue, false)
		}
	}
	st.flush()
	pub.verdict = nil
}

// deliverPicked stages m for the peer that was picked, if one was.
func (pub *publisher) deliverPicked(f *fanout, m *Message) {
	for i := range f.bundles {
		if b := &f.bundles[i]; len(b.queues) > 0 {
			pub.stage.deliverBundle(b, m)
			clear(b.queues)
			b.queues = b.queues[:0]
		}
	}
}
