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
type neighbours struct {
	cluster       string
	urls          []string // of the other servers
	text, leaving []byte
}

// ClientURLs returns the addresses of this server: the one that is advertised or
// listened on, or those of all interfaces.
func (p *Protocol) ClientURLs() []string {
	c := p.config()
	host, bound, _ := c.advertised(p.port) // validated
	port := strconv.Itoa(bound)
	if c.Advertise != "" {
		return []string{net.JoinHostPort(host, port)}
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
	p.meshing.Lock()
	changed := p.setNeighbours(cluster, urls)
	p.meshing.Unlock()
	if changed {
		p.announce()
	}
}

// readdress puts a new address of this server among those of the others.
func (p *Protocol) readdress() {
	p.meshing.Lock()
	defer p.meshing.Unlock()
	if n := p.neighbours.Load(); n != nil {
		p.setNeighbours(n.cluster, n.urls)
	}
}

// setNeighbours reports whether clients are to be told something else now.
func (p *Protocol) setNeighbours(cluster string, urls []string) bool {
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
	old := p.neighbours.Swap(&neighbours{cluster, slices.Clone(urls), text, leaving})
	return old == nil || string(old.text) != string(text)
}

// tell gives the INFO behind the first PONG. The party hears of what is announced
// only once that has left; what was announced meanwhile is in another INFO.
func (p *party) tell() {
	for {
		news := p.protocol.news.Load() // before what is news is read
		p.reply(p.protocol.appendInfo(nil, p, p.session.Account().Name()))
		p.session.Flush()
		p.told.Store(true) // before news are looked at again: announce counts them before it looks whom to tell
		if p.protocol.news.Load() == news {
			return
		}
	}
}

var _ kernel.Advertiser = (*Protocol)(nil)
