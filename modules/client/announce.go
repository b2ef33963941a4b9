package client

import (
	"encoding/json"
	"net"
	"net/netip"
	"slices"
	"strconv"

	"gnatsd/kernel"
)

// neighbours is what clients are told of the cluster, encoded as the part of
// INFO that begins with a comma; and what they are told when this server leaves
// it, which is not to lead them back here.
type neighbours struct{ text, leaving []byte }

// ClientURLs returns the addresses of this server: the one that is advertised or
// listened on, or those of all interfaces.
func (p *Protocol) ClientURLs() []string {
	c := p.config()
	port, host := strconv.Itoa(p.port), c.Host
	if c.Advertise != "" {
		host, port, _ := c.advertised(p.port) // Validate has read it
		return []string{net.JoinHostPort(host, strconv.Itoa(port))}
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.IsUnspecified() {
		return []string{net.JoinHostPort(host, port)}
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
	leaving := text
	p.neighboursKnown = p.neighboursKnown || len(urls) > 0
	if p.neighboursKnown {
		if len(urls) > 0 {
			list, _ := json.Marshal(urls)
			leaving = append(append(slices.Clone(text), `,"connect_urls":`...), list...)
		}
		list, _ := json.Marshal(append(p.ClientURLs(), urls...)) // strings always encode
		text = append(append(text, `,"connect_urls":`...), list...)
	}
	if old := p.neighbours.Swap(&neighbours{text, leaving}); old != nil && string(old.text) == string(text) {
		return
	}
	p.announce("")
}

// tell gives the INFO behind the first PONG. What is announced meanwhile may
// overtake it in the outbox, so it is repeated if it was outdated by then.
func (p *party) tell() {
	p.told.Store(true) // before neighbours are read: Announce writes them first
	for {
		now := p.protocol.neighbours.Load()
		p.reply(p.protocol.appendInfo(nil, p, p.session.Account().Name(), ""))
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
