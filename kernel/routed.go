package kernel

// DeliverRouted stages m, which Admit has let pass just before and which another
// server has sent on behalf of its own publisher: for every plain subscription
// here and for one member of each queue group named. seen is the message as
// subscribers are to see it, which may have another subject than that by which
// it was admitted. The names are borrowed.
//
// A group that has lost its last member here while the message was on its way
// is handed on, once, to another server that has one (cluster §13.4). Nobody is
// told that there were no responders: that is for the publisher's server.
func (pub *publisher) DeliverRouted(m, seen *Message, queues [][]byte) {
	f, last := pub.verdict, len(queues)-1
	again := last > 0 && string(queues[last]) == handedOn
	if again {
		queues = queues[:last]
		pub.stage.closeRun()
	} else {
		pub.deliverPlain(f, seen)
	}
	for _, name := range queues {
		if g := f.groupNamed(name); g == nil || !pub.deliverGroup(f, g, seen, false) {
			pub.handOn(m, string(name), again)
		}
	}
}

func (f *fanout) groupNamed(name []byte) *group {
	for i := range f.groups {
		if f.groups[i].name == string(name) {
			return &f.groups[i]
		}
	}
	return nil
}

// handedOn, behind the queue groups of a message, says that it was handed on:
// plain subscribers have had it from its publisher's server. To other kinds of
// servers it is the name of a group that has no members.
const handedOn = "_handed_on_"

// handOn gives m to another server with members of the queue group: to one that
// has not already had it for plain subscriptions if there is one, and to the one
// it came from only if there is no other and it was not handed on before.
func (pub *publisher) handOn(m *Message, queue string, again bool) {
	var found Matches // rare: a member left while the message was on its way
	pub.party.Account().router.Match(m.Subject, &found)
	had := func(peer *Session) bool {
		for _, sub := range found.Plain {
			if sub.session == peer {
				return true
			}
		}
		return false
	}
	var best *Subscription
	rank := 0
	for _, sub := range found.Queues {
		to := sub.session
		if sub.Queue() != queue || to.gatherer() == nil || to.gone.Load() {
			continue
		}
		r := 3
		switch {
		case to == pub.party && again:
			r = 0
		case to == pub.party:
			r = 1
		case had(to):
			r = 2
		}
		if r > rank {
			best, rank = sub, r
		}
	}
	if best == nil {
		return
	}
	pub.stage.closeRun()
	b := bundle{gatherer: best.session.gatherer(), queues: []string{queue, handedOn}}
	b.aim(best, pub.stage.lane(best.session))
	pub.stage.deliverBundle(&b, m)
}
