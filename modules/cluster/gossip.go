package cluster

import (
	"slices"
	"strings"
)

// tell says to all others where the new server is. It is not told of itself:
// others would close such a route and remember it (cluster §1).
func (m *mesh) tell(p *peer) {
	line := appendInfo(nil, &info{
		ServerID: p.id, Host: p.first.Host, Port: p.first.Port, AuthRequired: p.first.AuthRequired,
		IP: p.first.dialURL(p.remote.Addr()), Cluster: m.name.text, GossipMode: gossipOn,
	})
	for _, other := range ordered(m.peers) {
		if other.state == registered && other.id != p.id {
			m.out.send(other.link, line)
		}
	}
}

// hear dials a server that a peer tells of, unless it is known.
func (m *mesh) hear(i *info) {
	if i.ServerID == "" || i.ServerID == m.own.ServerID || m.nodes[i.ServerID] != nil {
		return
	}
	t, err := parseRoute(i.IP)
	if err != nil {
		return
	}
	for _, known := range m.targets {
		switch {
		case known.explicit && strings.EqualFold(known.address, t.address):
			return
		case known.id == i.ServerID && !known.explicit:
			if !known.busy {
				known.next = m.now // it was just seen
			}
			return
		}
	}
	m.look(t, i.ServerID, i.AuthRequired, m.now)
}

// announce tells the clients which other servers they may go to.
func (m *mesh) announce() {
	var urls []string
	if !m.settings.NoAdvertise {
		for _, p := range m.nodes {
			if !p.lameDuck {
				urls = append(urls, p.first.ConnectURLs...)
			}
		}
	}
	slices.Sort(urls)
	m.out.announce(m.name.text, slices.Compact(urls))
}
