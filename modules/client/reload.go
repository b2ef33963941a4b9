package client

import (
	"math/rand/v2"
	"slices"

	"gnatsd/kernel"
	"gnatsd/kernel/wire"
)

// use puts a configuration in force: for what reads it from now on, and for the
// INFO that new clients get.
func (p *Protocol) use(c *Config) {
	p.bounds.MaxPending.Store(int64(c.MaxPending))
	p.bounds.WriteDeadline.Store(int64(c.WriteDeadline))
	p.bounds.Retry.Store(c.WriteTimeout == writeRetry)
	info := newInfo(p.build, c, p.port)
	p.info.Store(&info)
	p.live.Store(c)
}

// Prepare makes ready for another configuration. Connected clients get the new
// limits at once, a shorter interval of PINGs with the next one, and an INFO if
// there is something new in it for them.
func (p *Protocol) Prepare(c Config) (commit func(), err error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return func() {
		old := p.config()
		p.use(&c)
		if c.Advertise != old.Advertise {
			p.readdress()
		}
		if c.MaxPayload != old.MaxPayload || c.Advertise != old.Advertise {
			p.announce()
		}
		p.thinOut(c.MaxConnections)
	}, nil
}

// thinOut closes clients at random until there are no more than max.
func (p *Protocol) thinOut(max int) {
	all := p.all()
	if max <= 0 || len(all) <= max {
		return
	}
	for _, c := range all[max:] {
		c.link.Say(wire.AppendErr(nil, "maximum connections exceeded"), kernel.MaxConnectionsExceeded)
	}
	p.log.Sugar().Infof("Closed %d connections to fall within max_connections", len(all)-max)
}

// all returns the parties there are, in random order.
func (p *Protocol) all() []*party {
	p.mu.Lock()
	all := make([]*party, 0, len(p.parties))
	for c := range p.parties {
		all = append(all, c)
	}
	p.mu.Unlock()
	rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return slices.Clip(all)
}

// announce tells all clients that understand it what is new: the INFO as it is
// now. Only those that have had their first PONG hear of it (protocol §3.3); the
// others read it in the INFO to come.
func (p *Protocol) announce() {
	p.news.Add(1)
	for _, c := range p.all() {
		if c.told.Load() {
			c.link.Send(p.appendInfo(nil, c, ""))
		}
	}
}
