package cluster

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"gnatsd/kernel"
	"gnatsd/kernel/wire"
	"gnatsd/modules/cluster/naming"
)

// mesh decides about everything that happens between servers but the messages:
// whom to dial, which links to keep, what to say. It has no goroutine, no clock
// and no socket: it is told what happened and when, and says to its outputs what
// to do. Events are methods, called one after another.
type mesh struct {
	settings Settings
	own      info // without what differs from link to link
	name     naming.Name
	urls     func() []string // of this server's own clients
	out      outputs
	random   *rand.Rand
	now      time.Time

	peers    map[uint64]*peer // by link, from opened to closed
	nodes    map[string]*peer // the registered link of each server, by its id
	search   search
	stopping bool
	lameDuck bool
}

// outputs carry out what the mesh has decided. They do not block and do not call
// the mesh back.
type outputs interface {
	// dial tries to connect to an address of the target that is not this server's
	// own; opened or dialFailed tells how it went.
	dial(t *target, own map[string]bool)
	send(link uint64, text []byte)
	// dump sends all local interest, and from then on every change of it.
	dump(link uint64)
	// welcome says that the peer is introduced, and whether it takes headers.
	welcome(link uint64, headers bool)
	// shut says the last words and closes; closed follows.
	shut(link uint64, last []byte, reason kernel.Reason)
	announce(cluster string, urls []string)
	report(level zapcore.Level, message string, fields ...zap.Field)
}

func newMesh(s Settings, own info, urls func() []string, out outputs, random *rand.Rand) *mesh {
	m := &mesh{
		settings: s, own: own, name: naming.Name{Text: s.Name}, urls: urls, out: out, random: random,
		peers: map[uint64]*peer{}, nodes: map[string]*peer{},
	}
	if s.Name == "" {
		m.name = naming.New(random)
	}
	m.search = search{
		settings: &m.settings, out: out, random: random, known: func(id string) bool { return m.nodes[id] != nil },
		own: map[string]bool{},
	}
	return m
}

// start dials the configured routes.
func (m *mesh) start(now time.Time) {
	m.now = now
	m.search.begin(now)
	m.out.announce(m.name.Text, nil)
	m.search.due(now)
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
	m.search.due(now)
}

// next returns when tick has to be called, the zero time if nothing is pending.
func (m *mesh) next() time.Time {
	if m.stopping {
		return time.Time{}
	}
	first := m.search.next()
	for _, p := range m.peers {
		first = earlier(earlier(first, p.deadline), p.nextPing)
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

// dialFailed is told of an attempt that led to no connection.
func (m *mesh) dialFailed(now time.Time, t *target, err error) {
	m.now = now
	if !m.stopping {
		m.search.failed(now, t, err)
	}
}

// opened is told of a new connection, of which link, target, addresses and
// whether it is secured are filled in.
func (m *mesh) opened(now time.Time, p *peer) {
	m.now = now
	link, t := p.link, p.target
	p.deadline = now.Add(m.settings.Authorization.Timeout)
	m.peers[link] = p
	if m.stopping {
		p.shut(m.out, "", kernel.ServerShutdown)
		return
	}
	m.out.report(zap.DebugLevel, "Route connection created", zap.Uint64("rid", link), zap.Stringer("remote", p.remote))
	if t == nil {
		return
	}
	if t.dropped {
		p.shut(m.out, "", kernel.ClientClosed)
		return
	}
	p.connected = true
	m.out.send(link, appendConnect(nil, &connect{
		Echo: true, Headers: true, Name: m.own.ServerID, User: t.user, Pass: t.password,
		Cluster: m.name.Text, Dynamic: m.name.Dynamic, TLSRequired: p.secured,
	}))
	m.out.report(zap.DebugLevel, "Route connect msg sent", zap.Uint64("rid", link))
	m.greet(p)
}

// closed is told of the end of a connection, and why the other side has ended it
// if it did so with an error.
func (m *mesh) closed(now time.Time, link uint64, reason kernel.Reason, why error) {
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
	m.search.release(now, p, registered, why)
	if registered {
		m.search.lose(now, p)
		m.announce()
	}
	m.search.due(now)
}

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
