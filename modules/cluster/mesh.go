package cluster

import (
	"cmp"
	"math/rand/v2"
	"net/netip"
	"slices"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"gnatsd/kernel"
	"gnatsd/kernel/wire"
)

// mesh decides about everything that happens between servers but the messages:
// whom to dial, which links to keep, what to say. It has no goroutine, no clock
// and no socket: it is told what happened and when, and says to its outputs what
// to do. Events are methods, called one after another.
type mesh struct {
	settings Settings
	own      info // without what differs from link to link
	name     name
	urls     func() []string // of this server's own clients
	out      outputs
	random   *rand.Rand
	now      time.Time

	peers    map[uint64]*peer // by link, from opened to closed
	nodes    map[string]*peer // the registered link of each server, by its id
	targets  []*target
	stopping bool
}

// outputs carry out what the mesh has decided. They do not block and do not call
// the mesh back.
type outputs interface {
	// dial tries to connect; opened or dialFailed tells how it went.
	dial(*target)
	send(link uint64, text []byte)
	// dump sends all local interest, and from then on every change of it.
	dump(link uint64)
	// headers says whether the peer takes them.
	headers(link uint64, yes bool)
	// shut says the last words and closes; closed follows.
	shut(link uint64, last []byte, reason kernel.Reason)
	announce(cluster string, urls []string)
	report(level zapcore.Level, message string, fields ...zap.Field)
}

func newMesh(s Settings, own info, urls func() []string, out outputs, random *rand.Rand) *mesh {
	m := &mesh{
		settings: s, own: own, name: name{text: s.Name}, urls: urls, out: out, random: random,
		peers: map[uint64]*peer{}, nodes: map[string]*peer{},
	}
	if s.Name == "" {
		m.name = newName(random)
	}
	return m
}

// start dials the configured routes, which are valid.
func (m *mesh) start(now time.Time) {
	m.now = now
	for _, route := range m.settings.Routes {
		if t, err := parseRoute(route); err == nil {
			t.explicit, t.next = true, now
			m.targets = append(m.targets, t)
		}
	}
	m.out.announce(m.name.text, nil)
	m.dialDue()
}

// stop closes all links.
func (m *mesh) stop(now time.Time) {
	m.now, m.stopping = now, true
	for _, p := range ordered(m.peers) {
		p.shut(m.out, "", kernel.ServerShutdown)
	}
}

// tick does what the time has come for.
func (m *mesh) tick(now time.Time) {
	m.now = now
	if m.stopping {
		return
	}
	for _, p := range ordered(m.peers) {
		m.watch(p)
	}
	m.dialDue()
}

// next returns when tick has to be called, the zero time if nothing is pending.
func (m *mesh) next() time.Time {
	var first time.Time
	take := func(t time.Time) {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	if m.stopping {
		return first
	}
	for _, t := range m.targets {
		if !t.busy && !t.self {
			take(t.next)
		}
	}
	for _, p := range m.peers {
		take(p.deadline)
		take(p.nextPing)
	}
	return first
}

// ordered returns the peers in the order in which their links were opened.
func ordered(peers map[uint64]*peer) []*peer {
	all := make([]*peer, 0, len(peers))
	for _, p := range peers {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *peer) int { return cmp.Compare(a.link, b.link) })
	return all
}

// dialDue dials the targets whose time has come.
func (m *mesh) dialDue() {
	if m.stopping {
		return
	}
	m.targets = slices.DeleteFunc(m.targets, func(t *target) bool {
		return !t.explicit && !t.busy && (m.nodes[t.id] != nil || m.now.Sub(t.born) > memory)
	})
	for _, t := range m.targets {
		switch {
		case t.busy || t.self || t.next.IsZero() || t.next.After(m.now):
		case t.id != "" && m.nodes[t.id] != nil:
			t.next = time.Time{} // until that server is lost
		default:
			t.busy, t.next = true, time.Time{}
			m.out.report(zap.DebugLevel, "Trying to connect to route on "+t.address)
			m.out.dial(t)
		}
	}
}

// dialFailed is told of an attempt that led to no connection.
func (m *mesh) dialFailed(now time.Time, t *target, err error) {
	m.now = now
	t.busy = false
	level := zap.DebugLevel
	if t.explicit && t.failed%reportEvery == 0 {
		level = zap.ErrorLevel
	}
	t.failed++
	t.next = now.Add(t.retry(&m.settings))
	if !m.stopping {
		m.out.report(level, "Error trying to connect to route", zap.String("event", "route_dial_failed"),
			zap.String("address", t.address), zap.Int("attempt", t.failed), zap.Error(err))
	}
}

// opened is told of a new connection, and of the target that was dialed for it.
func (m *mesh) opened(now time.Time, link uint64, t *target, remote, local netip.AddrPort) {
	m.now = now
	p := &peer{link: link, target: t, remote: remote, local: local, deadline: now.Add(m.settings.Authorization.Timeout)}
	m.peers[link] = p
	if m.stopping {
		p.shut(m.out, "", kernel.ServerShutdown)
		return
	}
	m.out.report(zap.DebugLevel, "Route connection created", zap.Uint64("rid", link), zap.Stringer("remote", remote))
	if t == nil {
		return
	}
	t.failed = 0
	p.connected = true
	m.out.send(link, appendConnect(nil, &connect{
		Echo: true, Headers: true, Name: m.own.ServerID, User: t.user, Pass: t.password,
		Cluster: m.name.text, Dynamic: m.name.dynamic,
	}))
	m.out.report(zap.DebugLevel, "Route connect msg sent", zap.Uint64("rid", link))
	m.greet(p)
}

// closed is told of the end of a connection.
func (m *mesh) closed(now time.Time, link uint64, reason kernel.Reason) {
	m.now = now
	p := m.peers[link]
	if p == nil {
		return
	}
	delete(m.peers, link)
	m.out.report(zap.DebugLevel, "Router connection closed", zap.Uint64("rid", link), zap.String("reason", string(reason)))
	registered := m.nodes[p.id] == p
	if registered {
		delete(m.nodes, p.id)
		m.out.report(zap.InfoLevel, "Route lost", zap.String("event", "route_disconnected"), zap.Uint64("rid", link),
			zap.String("id", p.id), zap.String("name", p.first.ServerName), zap.String("reason", string(reason)))
	}
	if m.stopping {
		return
	}
	m.release(p, registered)
	if registered {
		m.lose(p)
		m.announce()
	}
	m.dialDue()
}

// release plans what becomes of the target that led to a link now closed.
func (m *mesh) release(p *peer, registered bool) {
	t := p.target
	if t == nil {
		return
	}
	t.busy, t.lost = false, t.lost || registered
	switch {
	case p.again:
		t.next = m.now
	case p.first != nil && p.first.old():
		t.next = m.now.Add(oldProtocolDelay)
	default:
		t.failed++
		t.next = m.now.Add(t.retry(&m.settings) + upTo(m.random, jitter))
	}
}

// lose plans how to find a server again whose route has ended: at once if this
// side had dialed it and it is of our kind, else after the time that gives the
// other side the chance to do so.
func (m *mesh) lose(p *peer) {
	found := false
	for _, t := range m.targets {
		if t.id != p.id || t.busy || t.self {
			continue
		}
		found, t.lost = true, true
		t.next, t.failed = m.now.Add(retryDelay+upTo(m.random, jitter)), 0
		if t == p.target && p.mesh() {
			t.next = m.now.Add(upTo(m.random, hurry))
		}
	}
	if found || !p.mesh() {
		return
	}
	if t, err := parseRoute(p.first.dialURL(p.remote.Addr())); err == nil {
		m.look(t, p.id, p.first.AuthRequired, m.now.Add(retryDelay+upTo(m.random, jitter)))
		t.lost = true
	}
}

// look adds a target that is not configured.
func (m *mesh) look(t *target, id string, auth bool, when time.Time) {
	t.id, t.born, t.next = id, m.now, when
	t.user, t.password = "", ""
	if auth {
		t.user, t.password = m.settings.User, m.settings.Password
	}
	m.targets = append(m.targets, t)
}

// upTo returns a random time below d.
func upTo(r *rand.Rand, d time.Duration) time.Duration { return time.Duration(r.Int64N(int64(d))) }

// shut ends a link, telling the peer why if there is a text.
func (p *peer) shut(out outputs, text string, reason kernel.Reason) {
	if p.state == shut {
		return
	}
	p.state = shut
	p.deadline, p.nextPing = time.Time{}, time.Time{}
	var last []byte
	if text != "" {
		last = wire.AppendErr(nil, text)
	}
	out.shut(p.link, last, reason)
}
