package kernel

import "errors"

// What a message can be refused for; the party stays.
var (
	ErrPublishPermission = errors.New("permissions violation for publish")
	ErrReplyPermission   = errors.New("permissions violation for publish with reply")
)

// Publishing has a fixed order of stages (security D.1):
//
//	parse, payload limit          the protocol module, before the body is read
//	Admit    1 map the subject    account; none yet
//	         2 reserved subject   } remembered with the fanout of the subject
//	         3 permission         }
//	         4 reserved reply
//	+OK if verbose                the protocol module
//	Deliver  5 match              router, through the session's memo
//	         6 plain deliveries   deny filter, echo and one-hop rule are in the fanout
//	         7 one per queue group
//	         8 no-responders verdict
//
// Routes to other servers are subscriptions like all others here; service
// imports will be subscriptions with a handler. Invariants:
//
//	P1  No lock is taken and nothing is allocated for a message whose subject is
//	    remembered. Locks are taken per destination and batch, by the Stage.
//	P2  What was found for a subject is used only while the router confirms it,
//	    as of the beginning of the batch: everything in the batch was sent before.
//	P3  Each copy that one party gets of one publisher's messages is staged in
//	    publishing order (Stage S1).

// Admit decides whether m may be published and prepares its delivery.
func (pub *publisher) Admit(m *Message) error {
	pub.received.note(m)
	f := pub.verdict
	if !m.Repeat || f == nil || f.generation != pub.stage.generation {
		f = pub.resolve(m.Subject)
		pub.verdict = f
	}
	if f.refused && !pub.party.permissions.Load().mayRespond(pub.party, m.Subject) {
		return ErrPublishPermission
	}
	if len(m.Reply) > 0 && reservedReply(m.Reply) && pub.party.Kind == KindClient {
		return ErrReplyPermission
	}
	return nil
}

// Deliver stages m, which Admit has let pass just before, and what else m stands
// for, for everybody it reaches.
func (pub *publisher) Deliver(m *Message) {
	f, st := pub.verdict, pub.stage
	if st.open != f {
		st.closeRun()
	}
	pub.received.more(m)
	if f.simple && (len(f.direct)+len(f.shared) > 0 || !pub.party.NoResponders) {
		for i := range f.direct {
			st.deliver(&f.direct[i], m, f.kept)
		}
		if len(f.shared) > 0 {
			pub.deliverShares(f, m)
		}
		return
	}
	for rest := m.Rest; ; rest = m.Rest {
		m.Rest = nil
		pub.deliverOne(f, m)
		if m.Rest = rest; !m.step() {
			return
		}
	}
}

// deliverOne delivers one message where more than copying is to be done.
func (pub *publisher) deliverOne(f *fanout, m *Message) {
	delivered := pub.deliverPlain(f, m)
	for i := range f.groups {
		if pub.deliverGroup(f, &f.groups[i], m, false) {
			delivered++
		}
	}
	if len(f.bundles) > 0 && pub.deliverBundles(f, m) {
		delivered++
	}
	if delivered == 0 && pub.party.NoResponders && len(m.Reply) > 0 {
		pub.noResponders(m)
	}
}

// deliverPlain stages m for the plain subscriptions, and returns to how many of
// them, or of their shares.
func (pub *publisher) deliverPlain(f *fanout, m *Message) int {
	if pub.stage.open != f {
		pub.stage.closeRun()
	}
	delivered := len(f.direct) + len(f.shared)
	for i := range f.direct {
		if t := &f.direct[i]; t.lane != nil {
			pub.stage.deliver(t, m, f.kept)
		} else {
			t.sub.session.handler(t.sub, m)
		}
	}
	if len(f.shared) > 0 {
		pub.deliverShares(f, m)
	}
	for i := range f.limited {
		if pub.deliverLimited(&f.limited[i], m) {
			delivered++
		}
	}
	return delivered
}

func (pub *publisher) deliverShares(f *fanout, m *Message) {
	st := pub.stage
	if len(m.Frame) >= referBytes && st.in != nil {
		st.closeRun()
		for i := range f.shared {
			sh := &f.shared[i]
			for j, l := range sh.lanes {
				t := target{sub: sh.subs[j], lane: l, framer: sh.framer}
				st.deliver(&t, m, false)
			}
		}
		return
	}
	for {
		st.open = f
		for i := range f.shared {
			st.deliverShared(&f.shared[i], m)
		}
		if st.bytes > stageMax {
			st.flush()
		}
		if !m.step() {
			return
		}
	}
}

// deliverGroup gives m to one member, chosen at random; if it cannot take it,
// the next in line is tried, until all were (protocol §9). If it is to be sure, a
// member whose subscription has just ended does not count as one that can.
func (pub *publisher) deliverGroup(f *fanout, g *group, m *Message, sure bool) bool {
	members := f.members[g.begin:g.end]
	first := pub.stage.pick(g.weight)
	if g.weight != len(members) {
		first = weighed(members, first)
	}
	for i := range members {
		t := &members[(first+i)%len(members)]
		switch {
		case t.lane == nil:
			t.sub.session.handler(t.sub, m)
			return true
		case t.lane.out.link.reason.Load() != nil: // it is about to leave
		case t.sub.session.gatherer() != nil:
			b := f.bundle(t.lane)
			b.queues = append(b.queues, g.name)
			return true
		case sure || t.sub.max.Load() != 0:
			if pub.deliverLimited(t, m) {
				return true
			}
		default:
			pub.stage.deliver(t, m, f.kept)
			return true
		}
	}
	return false
}

// weighed returns the member that has the n-th of the weights one after another.
func weighed(members []target, n int) int {
	for i := range members {
		if n -= members[i].sub.weight(); n < 0 {
			return i
		}
	}
	return 0 // a weight has just become less
}

// deliverLimited gives m to a subscription, with a maximum or not, exactly: it is
// counted under the subscriber's lock and handed over at once, behind what is
// staged for the same link.
func (pub *publisher) deliverLimited(t *target, m *Message) bool {
	st, to, o := pub.stage, t.sub.session, t.lane.out
	st.closeRun()
	if t.lane.bytes > 0 {
		st.flush()
	}
	var one lane
	one.out, one.self = o, true // nothing in it is older than the count
	body := m.Frame
	if t.framer.StripsHeader() {
		body = body[m.HeaderSize:]
	}
	room := one.room(t.headMax(m) + len(body))
	n := len(t.framer.AppendHead(room[:0], m, t.sub))
	one.commit(n + copy(room[n:], body))
	size := one.bytes
	one.seal()
	one.messages, one.payload, one.at = 1, uint64(len(body)-2), pub.stage.clock()

	o.mu.Lock()
	max := t.sub.max.Load()
	if to.subs.get([]byte(t.sub.SID())) != t.sub || o.state != open || (max != 0 && t.sub.delivered >= max) {
		o.mu.Unlock()
		one.drop()
		return false
	}
	t.sub.delivered++
	last := t.sub.delivered == max
	if last {
		to.subs.remove(t.sub)
	}
	flush, over := o.enqueue(&one)
	o.mu.Unlock()
	o.afterwards(&one, over)
	if flush {
		o.flush()
	}
	if !t.lane.self {
		t.lane.congested = one.congested
		t.lane.ahead += size
		st.touch(t.lane) // to be held for at the end of the batch
	}
	if last {
		pub.retire([]*Subscription{t.sub})
	}
	return true
}

// noResponders tells a requester that nobody got its request: on the plain
// subscription of its own that matches the reply subject, if there is one
// (protocol §11). It does not count towards the subscription's maximum.
func (pub *publisher) noResponders(m *Message) {
	found := pub.ownPlain(m.Reply)
	if found == nil {
		return
	}
	pub.party.kernel.NoResponders.Add(1)
	pub.noReply = append(pub.noReply[:0], "NATS/1.0 503\r\nNats-Subject: "...)
	pub.noReply = append(pub.noReply, m.Subject...)
	pub.noReply = append(pub.noReply, "\r\n\r\n\r\n"...)
	h := pub.noReply
	status := Message{Subject: m.Reply, HeaderSize: len(h) - 2, Frame: h}
	l := &pub.stage.own
	pub.stage.touch(l)
	t := target{sub: found, lane: l, framer: pub.party.framer.Load().Framer}
	l.commit(t.frame(l.room(t.headMax(&status)+len(h)), &status, h, false))
	if l.bytes > laneMax {
		pub.stage.flush()
	}
}

// ownPlain returns a plain subscription of the session's own that matches.
func (pub *publisher) ownPlain(to []byte) *Subscription {
	matches := &pub.stage.matches
	matches.Reset()
	pub.party.Account().router.Match(to, matches)
	for _, sub := range matches.Plain {
		if sub.session == pub.party {
			return sub
		}
	}
	return nil
}

// Prefixes that belong to the servers of a cluster and their services. What
// ordinary parties send there would be taken for something else (protocol §22).
var (
	reservedSubjects = [...]string{"_GR_.", "$GR.", "$NRG."}
	reservedReplies  = [...]string{"_R_.", "_GR_.", "$GR.", "$JS.ACK."}
)

// ReservedQueue reports whether a queue name is one of the servers' own, which no
// party may use.
func ReservedQueue(name []byte) bool { return string(name) == "_sys_" || string(name) == handedOn }

func (pub *publisher) mayPublish(subject []byte) bool {
	if pub.party.Kind == KindClient && hasPrefix(subject, reservedSubjects[:]) {
		return false
	}
	p := pub.party.permissions.Load()
	return p == nil || p.MayPublish(subject)
}

func reservedReply(reply []byte) bool {
	return (reply[0] == '_' || reply[0] == '$') && hasPrefix(reply, reservedReplies[:])
}

func hasPrefix(b []byte, prefixes []string) bool {
	for _, p := range prefixes {
		if len(b) >= len(p) && string(b[:len(p)]) == p {
			return true
		}
	}
	return false
}
