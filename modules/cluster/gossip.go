package cluster

import "slices"

// tell says to all others where the new server is. It is not told of itself:
// others would close such a route and remember it (cluster §1).
func (m *mesh) tell(p *peer) {
	line := p.gossip(m.name.Text)
	for _, other := range ordered(m.peers) {
		if other.state == registered && other.id != p.id {
			m.out.send(other.link, line)
		}
	}
}

// repeat tells a server of all others again: what was said on a link that has
// given way to another may have been lost with it.
func (m *mesh) repeat(p *peer) {
	for _, other := range ordered(m.peers) {
		if other.state == registered && other.id != p.id {
			m.out.send(p.link, other.gossip(m.name.Text))
		}
	}
}

// gossip is what others are told of a peer.
func (p *peer) gossip(cluster string) []byte {
	return appendInfo(nil, &info{
		ServerID: p.id, Host: p.first.Host, Port: p.first.Port, AuthRequired: p.first.AuthRequired,
		IP: p.first.dialURL(p.remote.Addr()), Cluster: cluster, GossipMode: gossipOn,
	})
}

// announce tells the clients which other servers they may go to.
func (m *mesh) announce() { m.out.announce(m.name.Text, m.clientURLs()) }

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
