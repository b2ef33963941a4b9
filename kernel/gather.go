package kernel

import "slices"

// A Gatherer is the Framer of a peer that gets a message at most once, however
// many of its subscriptions match: the frame names the queue groups for which
// the peer is to choose one member each. Its plain subscriptions are framed by
// AppendHead where no queue group of the peer is concerned.
//
// The queue subscriptions of such a peer stand for as many members as Weigh
// says, and it is never sifted: what arrives behind the end of a subscription is
// for the peer to leave out.
type Gatherer interface {
	Framer
	// AppendGathered appends what goes before the body. queues are the groups, at
	// least one or none; they are borrowed.
	AppendGathered(dst []byte, m *Message, sub *Subscription, queues []string) []byte
}

// Weigh says how many members the session's queue subscription stands for. It
// reports whether there is such a subscription.
func (s *Session) Weigh(sid []byte, members int) bool {
	s.out.mu.Lock()
	sub := s.subs.get(sid)
	if sub != nil {
		sub.max.Store(uint64(max(members, 1)))
	}
	s.out.mu.Unlock()
	if sub != nil {
		s.Account().router.Touch(sub)
	}
	return sub != nil
}

// NewWeighed makes a queue subscription of a gathering peer that stands for so
// many members. The slices are copied.
func NewWeighed(s *Session, subject, queue, sid []byte, members int) *Subscription {
	sub := NewSubscription(s, subject, queue, sid)
	sub.max.Store(uint64(max(members, 1)))
	return sub
}

// weight is how many members the subscription stands for.
func (s *Subscription) weight() int {
	if s.session.gatherer() == nil {
		return 1
	}
	return max(1, int(s.max.Load()))
}

// A bundle is a gathering peer with members in queue groups of the fanout. It
// gets one frame for all it is concerned with.
type bundle struct {
	target            // sub is any of the peer's that match
	plain    bool     // it gets every message
	gatherer Gatherer // of the peer
	queues   []string // for which it was picked by the message at hand
}

// gather takes the subscriptions of gathering peers together. Of a peer without
// members in queue groups one plain subscription is left, to be treated like any
// other; the others become bundles.
func (f *fanout) gather(st *Stage, m *Matches) {
	for _, sub := range m.Queues {
		if g := sub.session.gatherer(); g != nil {
			if l := st.lane(sub.session); f.bundle(l) == nil {
				b := next(&f.bundles)
				b.aim(sub, l)
				b.plain, b.gatherer, b.queues = false, g, b.queues[:0]
			}
		}
	}
	st.mark++
	m.Plain = slices.DeleteFunc(m.Plain, func(sub *Subscription) bool {
		if sub.session.gatherer() == nil {
			return false
		}
		l := st.lane(sub.session)
		if b := f.bundle(l); b != nil {
			b.plain = true
			return true
		}
		again := l.once == st.mark
		l.once = st.mark
		return again
	})
}

// bundle returns the bundle of the lane, nil if it has none. Peers are few.
func (f *fanout) bundle(l *lane) *bundle {
	for i := range f.bundles {
		if f.bundles[i].lane == l {
			return &f.bundles[i]
		}
	}
	return nil
}

// deliverBundles stages m once for each peer concerned and reports whether there
// was one.
func (pub *publisher) deliverBundles(f *fanout, m *Message) (delivered bool) {
	for i := range f.bundles {
		b := &f.bundles[i]
		if b.plain || len(b.queues) > 0 {
			pub.stage.deliverBundle(b, m)
			delivered = true
		}
		clear(b.queues)
		b.queues = b.queues[:0]
	}
	return delivered
}

// deliverBundle is deliver for a bundle, whose head differs from message to
// message.
func (st *Stage) deliverBundle(b *bundle, m *Message) {
	l, body := b.lane, m.Frame
	if b.framer.StripsHeader() {
		body = body[m.HeaderSize:]
	}
	st.touch(l)
	before := l.bytes
	b.head = b.gatherer.AppendGathered(b.head[:0], m, b.sub, b.queues)
	l.add(b.head)
	if len(body) >= referBytes && st.in != nil {
		end := cap(st.in.B) - cap(body) + len(body) // body is a slice of st.in.B
		st.in.Retain(1)
		l.refer(st.in, end-len(body), end)
	} else {
		l.add(body)
	}
	l.note(b.sub, 1, len(body)-2)
	st.bytes += l.bytes - before
	if l.bytes > laneMax || st.bytes > stageMax {
		st.flush()
	}
}
