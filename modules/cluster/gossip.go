package cluster

import "slices"

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

// announce tells the clients which other servers they may go to.
func (m *mesh) announce() { m.out.announce(m.name.text, m.clientURLs()) }

// clientURLs returns where clients reach the other servers.
func (m *mesh) clientURLs() []string {
	var urls []string
	if !m.settings.NoAdvertise {
		for _, p := range m.nodes {
			if !p.lameDuck {
				urls = append(urls, p.first.ConnectURLs...)
			}
		}
	}
	slices.Sort(urls)
	return slices.Compact(urls)
}
