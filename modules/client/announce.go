package client

import (
	"encoding/json"
	"net"
	"net/netip"
	"strconv"

	"gnatsd/kernel"
)

// neighbours is what clients are told of the cluster, encoded as the part of
// INFO that begins with a comma.
type neighbours struct{ text []byte }

// ClientURLs returns the addresses of this server: the one that is listened on,
// or those of all interfaces.
func (p *Protocol) ClientURLs() []string {
	port := strconv.Itoa(p.port)
	ip, err := netip.ParseAddr(p.config.Host)
	if err != nil || !ip.IsUnspecified() {
		return []string{net.JoinHostPort(p.config.Host, port)}
	}
	var urls []string
	addresses, _ := net.InterfaceAddrs() // without them nothing is advertised
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() &&
			(n.IP.To4() != nil || ip.Is6()) {
			urls = append(urls, net.JoinHostPort(n.IP.String(), port))
		}
	}
	return urls
}

// Announce tells the clients that understand it of the other servers. While
// there has been none they are told nothing (cluster §17).
func (p *Protocol) Announce(cluster string, urls []string) {
	var text []byte
	if name, err := json.Marshal(cluster); err == nil && cluster != "" {
		text = append(append(text, `,"cluster":`...), name...)
	}
	p.neighboursKnown = p.neighboursKnown || len(urls) > 0
	if p.neighboursKnown {
		list, _ := json.Marshal(append(p.ClientURLs(), urls...)) // strings always encode
		text = append(append(text, `,"connect_urls":`...), list...)
	}
	if old := p.neighbours.Swap(&neighbours{text}); old != nil && string(old.text) == string(text) {
		return
	}
	p.mu.Lock()
	all := make([]*party, 0, len(p.parties))
	for c := range p.parties {
		all = append(all, c)
	}
	p.mu.Unlock()
	for _, c := range all {
		if c.told.Load() {
			c.link.Send(p.appendInfo(nil, c.link, ""))
		}
	}
}

// tell gives the INFO behind the first PONG. What is announced meanwhile may
// overtake it in the outbox, so it is repeated if it was outdated by then.
func (p *party) tell() {
	p.told.Store(true) // before neighbours are read: Announce writes them first
	for {
		now := p.protocol.neighbours.Load()
		p.reply(p.protocol.appendInfo(nil, p.link, p.session.Account().Name()))
		if now == nil {
			return // no cluster in this build or configuration: nothing will be announced
		}
		p.session.Flush()
		if p.protocol.neighbours.Load() == now {
			return
		}
	}
}

var _ kernel.Advertiser = (*Protocol)(nil)
