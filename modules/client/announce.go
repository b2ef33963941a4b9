package client

// announce tells all clients that understand it what is new: the INFO as it is
// now, with more behind it, as in `,"ldm":true`. Only those that have had their
// first PONG hear of it (protocol §3.3); the others read it in the INFO to come.
func (p *Protocol) announce(more string) {
	for _, c := range p.all() {
		if c.listens.Load() {
			c.link.Send(p.appendInfo(nil, c.link, "", more))
		}
	}
}
