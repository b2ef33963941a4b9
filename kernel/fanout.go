package kernel

import "bytes"

// A fanout is what one subject means for one publisher: whether it may be
// published to and where its messages go. It belongs to the publisher's
// goroutine and holds while the router says that nothing has changed.
type fanout struct {
	subject    []byte // own copy
	hash       uint64
	generation uint64 // of the router, under which the rest is known to be true
	refused    bool   // the publisher may not, unless it is asked to (Responder)
	kept       bool   // it is remembered: heads are worth keeping
	simple     bool   // all that is to be done is copying: no parts of the server, limits or groups

	direct  []target // plain subscriptions: each gets a frame of its own
	shared  []share  // plain subscriptions whose frames are equal: encoded once
	limited []target // plain subscriptions with an UNSUB maximum: counted one by one
	groups  []group  // queue groups
	members []target // of all groups, group by group
	bundles []bundle // peers that get one frame for all their groups and plain subscriptions
}

// A target is one subscription and the way to it.
type target struct {
	sub    *Subscription
	lane   *lane // nil: the subscriber is a part of this server
	framer Framer
	head   []byte // what goes before the body of a message of these sizes, without reply
	sizes  uint64 // of header block and frame; 0: head holds nothing
}

// A share is a set of subscriptions on different links that get equal frames.
// While its fanout is open (Stage.open) frames are appended to the chunk; when
// it is closed the run is given to every lane.
type share struct {
	target   // framer, sid and head of them all; sub is the first
	subs     []*Subscription
	lanes    []*lane
	chunk    *Chunk
	end      int // bytes of the run, from the chunk's beginning
	messages uint32
	payload  uint64
}

// A group is a queue group: one member gets the message.
type group struct {
	name       string
	begin, end int // in fanout.members
	weight     int // members, those that others stand for included
}

// shareMin is how many equal frames are worth encoding once: below, a copy into
// the subscriber's own chunk costs less than a shared run.
const shareMin = 4

// sharesMax bounds the search for a subscription's share.
const sharesMax = 8

// build finds out where messages of f's subject go. What f held before is used
// again as memory.
func (f *fanout) build(s *Session) {
	st := s.stage
	f.direct, f.limited, f.members, f.groups = f.direct[:0], f.limited[:0], f.members[:0], f.groups[:0]
	f.shared, f.bundles = f.shared[:0], f.bundles[:0]
	if f.refused = !s.mayPublish(f.subject); f.refused && !s.permissions.Load().responds() {
		return
	}
	m := &st.matches
	m.Reset()
	s.Account().router.Match(f.subject, m)
	m.Plain = s.receivers(f.subject, m.Plain)
	m.Queues = s.receivers(f.subject, m.Queues)
	f.gather(st, m)
	if len(m.Plain) < shareMin {
		for _, sub := range m.Plain {
			f.place(st, sub, nil)
		}
	} else {
		f.markRepeated(st, m)
		for _, sub := range m.Plain {
			f.place(st, sub, f.share)
		}
		f.dissolve()
	}
	f.group(st, m.Queues)
	f.simple = len(f.limited)+len(f.groups)+len(f.bundles) == 0
	for i := range f.direct {
		t := &f.direct[i]
		f.simple = f.simple && t.lane != nil && !t.sub.session.permissions.Load().responds() // who hears of each request
	}
}

// receivers leaves out, in place, the subscriptions that must not get what this
// publisher sends: its own without echo, those of its own kind in a full mesh,
// and those whose party may not receive the subject.
func (pub *publisher) receivers(subject []byte, subs []*Subscription) []*Subscription {
	kept := subs[:0]
	for _, sub := range subs {
		to := sub.session
		rules := to.permissions.Load()
		if (to == pub.party && !pub.party.Echo) || (to.Kind == pub.party.Kind && pub.party.Kind.OneHop()) ||
			(rules != nil && !rules.MayReceive(subject, sub.Queue())) {
			continue
		}
		kept = append(kept, sub)
	}
	return kept
}

// markRepeated marks the lanes that get a message more than once. Their frames
// must not be in a shared run: a run and a lane's own chunk are joined only when
// the run is closed, which would change the order of messages on that link.
func (f *fanout) markRepeated(st *Stage, m *Matches) {
	st.mark++
	for _, subs := range [...][]*Subscription{m.Plain, m.Queues} {
		for _, sub := range subs {
			if sub.session.link == nil {
				continue
			}
			l := st.lane(sub.session)
			if l.seen == st.mark {
				l.many = st.mark
			}
			l.seen = st.mark
		}
	}
}

// place puts a plain subscription where it belongs; share, if not nil, finds
// those whose frames are equal.
func (f *fanout) place(st *Stage, sub *Subscription, share func(*Subscription, *lane, uint64) *share) {
	to := sub.session
	switch {
	case to.link == nil:
		next(&f.direct).aim(sub, nil)
	case sub.max.Load() != 0:
		next(&f.limited).aim(sub, st.lane(to))
	default:
		l := st.lane(to)
		if share != nil {
			if sh := share(sub, l, st.mark); sh != nil {
				sh.subs = append(sh.subs, sub)
				sh.lanes = append(sh.lanes, l)
				return
			}
		}
		next(&f.direct).aim(sub, l)
	}
}

// share finds the share that sub belongs to, or nil if it needs its own frames.
func (f *fanout) share(sub *Subscription, l *lane, mark uint64) *share {
	if l.many == mark || l.self {
		return nil
	}
	for i := range f.shared {
		sh := &f.shared[i]
		if sh.framer == sub.session.framer.Load().Framer && sh.sub.SID() == sub.SID() {
			return sh
		}
	}
	if len(f.shared) == sharesMax {
		return nil
	}
	sh := next(&f.shared)
	sh.aim(sub, nil)
	sh.subs, sh.lanes = sh.subs[:0], sh.lanes[:0]
	return sh
}

// dissolve turns shares that are too small into direct targets.
func (f *fanout) dissolve() {
	kept := 0
	for i := range f.shared {
		sh := &f.shared[i]
		if len(sh.subs) >= shareMin {
			f.shared[kept], f.shared[i] = f.shared[i], f.shared[kept] // keeps both memories
			kept++
			continue
		}
		for j, sub := range sh.subs {
			next(&f.direct).aim(sub, sh.lanes[j])
		}
	}
	f.shared = f.shared[:kept]
}

// group sorts the members of queue groups by name. Groups are few per subject.
func (f *fanout) group(st *Stage, subs []*Subscription) {
	for len(subs) > 0 {
		name := subs[0].Queue()
		begin, weight := len(f.members), 0
		rest := subs[:0]
		for _, sub := range subs {
			if sub.Queue() != name {
				rest = append(rest, sub)
				continue
			}
			var l *lane
			if sub.session.link != nil {
				l = st.lane(sub.session)
			}
			next(&f.members).aim(sub, l)
			weight += sub.weight()
		}
		f.groups = append(f.groups, group{name, begin, len(f.members), weight})
		subs = rest
	}
}

// targets counts what f holds on to, for the memo's budget.
func (f *fanout) targets() int {
	n := len(f.direct) + len(f.limited) + len(f.members) + len(f.bundles)
	for i := range f.shared {
		n += len(f.shared[i].subs)
	}
	return n
}

func (f *fanout) is(hash uint64, subject []byte) bool {
	return f.hash == hash && bytes.Equal(f.subject, subject)
}

func (t *target) aim(sub *Subscription, l *lane) {
	t.sub, t.lane, t.sizes = sub, l, 0
	if f := sub.session.framer.Load(); f != nil { // nil: a part of the server
		t.framer = f.Framer
	}
}

// next extends the slice by one element without clearing it: what the element
// holds from an earlier use is memory to be used again.
func next[T any](s *[]T) *T {
	if n := len(*s); n < cap(*s) {
		*s = (*s)[:n+1]
	} else {
		var zero T
		*s = append(*s, zero)
	}
	return &(*s)[len(*s)-1]
}
