package cluster

import (
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/wire"
	"gnatsd/modules/cluster/address"
	"gnatsd/modules/cluster/interest"
	"gnatsd/modules/cluster/naming"
)

// state is how far a link has come.
type state uint8

const (
	greeting   state = iota // until CONNECT and INFO are exchanged
	candidate               // the server is known, another link to it may be preferred
	registered              // the link to that server
	dedicated               // wants to carry one account only: waits for its end
	shut
)

// peer is one link as the mesh sees it.
type peer struct {
	link          uint64
	target        *target // that was dialed, nil if the link was accepted
	address       string  // of the target, without names
	remote, local netip.AddrPort
	user          string // that it came with
	password      string
	secured       bool
	id            string // of the server, once its INFO is here
	first         *info  // its first INFO
	state         state
	connected     bool // its CONNECT was accepted, or the link was dialed
	proven        bool // the peer has registered the link: it sends what it sends on no other
	dumped        bool // it gets our interest
	lameDuck      bool
	farewell      bool              // it does not want to be looked for
	export        *interest.Allowed // what it accepts
	again         bool              // dial its target at once when it is closed

	since       time.Time // when it became a candidate
	deadline    time.Time // of its present state, zero if there is none
	nextPing    time.Time
	pinged      time.Time
	outstanding int           // PINGs not answered
	rtt         time.Duration // of the last PING, 0: not known yet
}

// A candidate of another kind that says nothing is registered after a while,
// because a server without any interest is conceivable.
const silence = time.Second

// indecision is how long a server of our kind that has dialed may take to decide.
const indecision = 5 * time.Second

// mesh reports whether the peer is of our kind.
func (p *peer) mesh() bool { return p.first != nil && p.first.Mesh > 0 }

// dialer returns the id of the server that opened the link.
func (p *peer) dialer(own string) string {
	if p.target != nil {
		return own
	}
	return p.id
}

// greet sends our INFO.
func (m *mesh) greet(p *peer) {
	m.out.send(p.link, appendInfo(nil, m.self(p)))
}

// self is what this server says of itself on a link.
func (m *mesh) self(p *peer) *info {
	i, s := m.own, &m.settings
	i.Host, i.AuthRequired = s.Host, s.User != ""
	i.Cluster, i.Dynamic, i.LameDuck = m.name.Text, m.name.Dynamic, m.lameDuck
	i.TLSRequired, i.TLSVerify = p.secured, p.secured
	i.Import, i.Export = s.Permissions.Import, s.Permissions.Export
	if unspecified(i.Host) {
		i.Host = p.local.Addr().String()
	}
	if s.Advertise != "" {
		i.Host, i.Port, _ = address.Advertised(s.Advertise, i.Port) // Validate has read it
		i.IP = "nats-route://" + net.JoinHostPort(i.Host, strconv.Itoa(i.Port)) + "/"
	}
	if !s.NoAdvertise {
		i.ConnectURLs = m.urls()
	}
	return &i
}

func unspecified(host string) bool {
	ip := net.ParseIP(host)
	return host == "" || (ip != nil && ip.IsUnspecified())
}

// introduced is told of a CONNECT and whether its credentials are right.
func (m *mesh) introduced(now time.Time, link uint64, c *connect, authorized bool) {
	m.now = now
	p := m.peers[link]
	if p == nil || p.state != greeting {
		return
	}
	p.user, p.password = c.User, c.Pass
	common, fits := m.name.Meet(naming.Name{Text: c.Cluster, Dynamic: c.Dynamic})
	switch {
	case p.connected:
		m.refuse(p, "Unknown Protocol Operation", "second CONNECT", kernel.ProtocolViolation)
	case c.Lang != "":
		m.refuse(p, "attempted to connect to route port", "a client", kernel.ProtocolViolation)
	case c.Gateway != "":
		text := `Rejecting connection from gateway "` + c.Gateway + `" on the Route port`
		m.refuse(p, text, "a gateway", kernel.ProtocolViolation)
	case !authorized:
		m.out.report(zap.ErrorLevel, `authentication error - User "`+c.User+`"`, zap.Uint64("rid", link))
		m.refuse(p, "Authorization Violation", "wrong credentials", kernel.AuthenticationFailure)
	case c.Cluster == "":
		m.refuse(p, "Rejecting connection, no cluster name", "a server without cluster name, perhaps of the 1.x protocol",
			kernel.ProtocolViolation)
	case !fits:
		m.refuse(p, `Rejecting connection, cluster name "`+c.Cluster+`" does not match "`+m.name.Text+`"`,
			"another cluster", kernel.ProtocolViolation)
	case c.Name == m.own.ServerID:
		m.greet(p) // so that the other end recognises itself
		p.shut(m.out, "", kernel.DuplicateRoute)
	default:
		m.rename(common, p)
		p.connected = true
		m.greet(p)
		if p.first != nil {
			m.accept(p)
		}
	}
}

// refuse turns a peer away with a line in the log.
func (m *mesh) refuse(p *peer, text, why string, reason kernel.Reason) {
	m.out.report(zap.WarnLevel, "Route refused", zap.Uint64("rid", p.link), zap.Stringer("remote", p.remote),
		zap.String("reason", why))
	p.shut(m.out, text, reason)
}

// informed is told of an INFO.
func (m *mesh) informed(now time.Time, link uint64, i *info) {
	m.now = now
	p := m.peers[link]
	switch {
	case p == nil || p.state == shut || p.state == dedicated:
	case p.first == nil:
		m.meet(p, i)
	case i.Gateway != "" || i.ServerID == m.own.ServerID || i.ServerID == "":
	case i.ServerID == p.id:
		m.update(p, i)
	case m.nodes[i.ServerID] == nil:
		m.search.hear(now, i)
	}
	m.search.due(now)
}

// meet judges the first INFO of a peer.
func (m *mesh) meet(p *peer, i *info) {
	p.first, p.lameDuck, p.export = i, i.LameDuck, i.Export
	common, fits := m.name.Meet(naming.Name{Text: i.Cluster, Dynamic: i.Dynamic})
	switch {
	case i.RouteAccount != "":
		p.state, p.deadline = dedicated, m.now.Add(5*time.Second)
	case !p.connected && m.settings.User != "":
		m.refuse(p, "Authorization Violation", "INFO before CONNECT", kernel.AuthenticationFailure)
	case i.ServerID == "" || strings.ContainsAny(i.ServerID, " \t"):
		m.refuse(p, "", "no server id", kernel.ProtocolViolation)
	case i.old():
		m.refuse(p, "", "the server speaks the 1.x route protocol", kernel.ProtocolViolation)
	case i.ServerID == m.own.ServerID:
		m.search.self(p)
		p.shut(m.out, "", kernel.DuplicateRoute)
	case p.target == nil && i.ServerName == m.own.ServerName:
		m.out.report(zap.ErrorLevel, `Remote server has a duplicate name: "`+i.ServerName+`"`, zap.String("id", i.ServerID))
		p.shut(m.out, "", kernel.DuplicateServerName)
	case i.Cluster != "" && !fits:
		m.refuse(p, "", `another cluster: "`+i.Cluster+`", not "`+m.name.Text+`"`, kernel.ClusterNameConflict)
	default:
		if i.Cluster != "" {
			m.rename(common, p)
		}
		if p.connected && p.state == greeting {
			m.accept(p)
		}
	}
}

// rename takes over a cluster's name and tells those that are there. The peer
// from whom we have it refused the name we had if it is not of our kind.
func (m *mesh) rename(common naming.Name, from *peer) {
	if common == m.name {
		return
	}
	changed := common.Text != m.name.Text
	m.name = common
	if !changed {
		return
	}
	m.out.report(zap.InfoLevel, "Cluster name updated to "+common.Text)
	for _, p := range ordered(m.peers) {
		switch {
		case p == from && p.target != nil && !p.mesh():
			p.again = true
			p.shut(m.out, "", kernel.ClusterNameConflict)
		case p == from || p.first == nil:
		case p.mesh():
			m.greet(p)
		default:
			p.shut(m.out, "", kernel.ClusterNameConflict)
		}
	}
	m.announce()
}

// update is what a peer has to say of itself later.
func (m *mesh) update(p *peer, i *info) {
	p.farewell = i.Farewell
	moved := p.mesh() && !slices.Equal(i.ConnectURLs, p.first.ConnectURLs) // others don't tell again
	if moved {
		p.first.ConnectURLs = i.ConnectURLs
	}
	if moved || (i.LameDuck && !p.lameDuck) {
		p.lameDuck = p.lameDuck || i.LameDuck
		m.announce()
	}
	if !i.Export.Same(p.export) {
		p.export = i.Export
		if p.dumped {
			m.out.dump(p.link) // it may accept now what it has refused
		}
	}
	if i.Cluster == "" {
		return
	}
	common, fits := m.name.Meet(naming.Name{Text: i.Cluster, Dynamic: i.Dynamic})
	if !fits {
		m.refuse(p, "", `another cluster: "`+i.Cluster+`"`, kernel.ClusterNameConflict)
		return
	}
	m.rename(common, p)
}

// watch ends links that do not get on, and pings the others.
func (m *mesh) watch(p *peer) {
	if !p.deadline.IsZero() && !p.deadline.After(m.now) {
		p.deadline = time.Time{}
		switch p.state {
		case greeting:
			m.refuse(p, "Authentication Timeout", "no introduction in time", kernel.AuthenticationTimeout)
		case dedicated:
			p.shut(m.out, "", kernel.ProtocolViolation)
		case candidate:
			m.promoteSilent(p)
		}
	}
	if p.state == shut || p.nextPing.IsZero() || p.nextPing.After(m.now) {
		return
	}
	if p.outstanding >= m.settings.PingMax {
		p.shut(m.out, "Stale Connection", kernel.StaleConnection)
		return
	}
	m.ping(p)
}

// ping asks for a sign of life, and plans to ask again.
func (m *mesh) ping(p *peer) {
	p.outstanding++
	p.pinged, p.nextPing = m.now, m.now.Add(m.settings.PingInterval)
	m.out.send(p.link, []byte(wire.Ping))
}

// ponged is told of a PONG. Nothing else is a sign of life (cluster §14).
func (m *mesh) ponged(now time.Time, link uint64) {
	m.now = now
	if p := m.peers[link]; p != nil {
		if p.outstanding == 1 {
			p.rtt = now.Sub(p.pinged)
		}
		p.outstanding = 0
	}
}
