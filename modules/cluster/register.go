package cluster

import (
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

// Of several links to one server one is registered. With servers of our kind
// both ends come to the same choice without waiting:
//
//   - a server sends its interest on the link it has registered and on no other;
//   - who has dialed a link decides first: it keeps the link it has, if it has
//     one, and registers the new one otherwise;
//   - who has accepted a link waits for the other's decision, which shows in what
//     arrives: interest, or the PING behind it;
//   - if both have dialed at the same time and decided so, the link whose dialer
//     has the smaller id wins.
//
// With others no link is closed for being one too many: they choose, and show it
// by sending their interest (cluster §7.2).

// accept makes the link a candidate: both sides are introduced.
func (m *mesh) accept(p *peer) {
	p.id, p.state, p.since, p.deadline = p.first.ServerID, candidate, m.now, time.Time{}
	if p.target != nil {
		p.target.id = p.id
	}
	m.out.welcome(p.link, p.first.Headers)
	if p.mesh() {
		switch {
		case p.target == nil:
			p.deadline = m.now.Add(indecision)
		case m.nodes[p.id] != nil:
			p.duplicate(m.out)
		default:
			m.register(p)
		}
		return
	}
	p.deadline, p.nextPing = m.now.Add(silence), m.now.Add(min(time.Second, m.settings.PingInterval))
	p.dump(m.out)
}

// dump sends our interest, if that was not done yet.
func (p *peer) dump(out outputs) {
	if !p.dumped {
		p.dumped = true
		out.dump(p.link)
		out.report(zap.DebugLevel, "Route sent local subscriptions", zap.Uint64("rid", p.link))
	}
}

func (p *peer) duplicate(out outputs) {
	out.report(zap.DebugLevel, `Detected duplicate remote route "`+p.id+`"`, zap.Uint64("rid", p.link))
	p.shut(out, "", kernel.DuplicateRoute)
}

// interested is told when a peer sends what it sends on a registered link only,
// for the first time. It reports whether the link may go on.
func (m *mesh) interested(now time.Time, link uint64) bool {
	m.now = now
	p := m.peers[link]
	switch {
	case p == nil || p.state == shut:
		return false
	case p.state == registered:
		p.proven = true
		return true
	case p.state != candidate:
		m.refuse(p, "Unknown Protocol Operation", "interest before the introduction", kernel.ProtocolViolation)
		return false
	}
	other := m.nodes[p.id]
	if other != nil && p.mesh() && !other.proven && other.dialer(m.own.ServerID) < p.dialer(m.own.ServerID) {
		p.duplicate(m.out)
		return false
	}
	m.register(p)
	p.proven = true
	return true
}

// pinged is told of a PING, which a server of our kind sends behind its interest.
func (m *mesh) pinged(now time.Time, link uint64) {
	if p := m.peers[link]; p != nil && p.mesh() && !p.proven {
		m.interested(now, link)
	}
}

// promoteSilent registers a candidate whose peer has not shown that it has. One
// of our kind would have: it is gone.
func (m *mesh) promoteSilent(p *peer) {
	switch {
	case p.mesh():
		m.refuse(p, "", "no sign of life behind the introduction", kernel.StaleConnection)
	case m.nodes[p.id] == nil:
		m.register(p)
	}
}

// register makes the link that of its server, instead of another if there is
// one.
func (m *mesh) register(p *peer) {
	old := m.nodes[p.id]
	m.nodes[p.id] = p
	p.state, p.deadline = registered, time.Time{}
	if old != nil {
		old.duplicate(m.out)
	}
	p.dump(m.out)
	if p.mesh() {
		m.ping(p)
	}
	m.out.report(zap.DebugLevel, `Registering remote route "`+p.id+`"`, zap.Uint64("rid", p.link))
	if p.target != nil {
		p.target.failed, p.target.failure = 0, nil
	}
	if old != nil {
		m.repeat(p)
		return
	}
	m.out.report(zap.InfoLevel, "Route established", zap.String("event", "route_connected"), zap.Uint64("rid", p.link),
		zap.String("id", p.id), zap.String("name", p.first.ServerName), zap.Stringer("remote", p.remote))
	m.tell(p)
	m.announce()
}
