package client

import (
	"net/netip"
	"sync/atomic"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/wire"
	"gnatsd/modules/client/quota"
)

// A crowd knows how many clients there are of each sort, and for which limit
// others were turned away.
type crowd struct {
	quotas    atomic.Pointer[Quotas] // in force; replaced by a reload
	addresses quota.Register[netip.Prefix]
	users     quota.Register[string]
	guests    quota.Register[netip.Prefix] // who publish without a name
	waiting   int                          // parties that have not come in yet; guarded by Protocol.mu
	refused   [limitCount]atomic.Uint64
}

// A limit is one of those that bound how many may be in.
type limit int

const (
	noLimit limit = iota
	stopping
	ofServer
	ofAddress
	ofUser
	ofWaiting
	ofHandshakes
	limitCount
)

// limitNames are the keys of the options.
var limitNames = [limitCount]string{
	stopping: "shutdown", ofServer: "max_connections", ofAddress: "max_connections_per_ip",
	ofUser: "max_connections_per_user", ofWaiting: "max_unauthenticated_connections",
	ofHandshakes: "tls.connection_rate_limit",
}

// A ticket is what a party holds of what is counted and limited.
type ticket struct {
	address netip.Prefix // zero: not counted
	user    string       // empty: not counted
	guest   netip.Prefix // zero: not counted
}

// ipv6Network is how many bits of an address one party usually has for itself.
const ipv6Network = 64

func network(of netip.Addr) netip.Prefix {
	bits := of.BitLen()
	if of.Is6() {
		bits = ipv6Network
	}
	p, _ := of.Prefix(bits) // bits are in range
	return p
}

// turnAway says so to a party for which there is no room.
func (p *party) turnAway(over limit, first []byte) {
	p.protocol.crowd.refused[over].Add(1)
	p.link.Say(wire.AppendErr(first, "maximum connections exceeded"), kernel.MaxConnectionsExceeded)
	if over != stopping {
		p.log().Warn("Connection refused", zap.String("limit", limitNames[over]),
			zap.String("user", p.face().user))
	}
}

// arrived notes that a party has come in: it has logged in, or where nobody asks
// for that said its first word.
func (p *party) arrived() {
	p.fresh = false
	p.timing.arrived()
	p.protocol.mu.Lock()
	p.protocol.settle(p)
	p.protocol.mu.Unlock()
}

// settle takes a party out of those who wait, with the lock held.
func (p *Protocol) settle(c *party) {
	if c.waiting {
		c.waiting = false
		p.crowd.waiting--
	}
}

// claim counts the party as a connection of a user, and gives it the bucket of
// what that may publish. It reports whether there was room.
func (p *party) claim(id *kernel.Identity) bool {
	p.release()
	c := &p.protocol.crowd
	q := c.quotas.Load()
	most, rate := id.Limits.Connections, id.Limits.Publish
	if most == 0 {
		most = q.PerUser
	}
	if rate == (kernel.Rate{}) {
		rate = q.Publish.rate()
	}
	if !rate.Bounded() && (most <= 0 || id.User == "") {
		return true
	}
	if p.ticket == nil {
		p.ticket = &ticket{}
	}
	var bucket *quota.Bucket
	if id.User != "" {
		var room bool
		if bucket, room = c.users.Enter(id.User, most); !room {
			return false
		}
		p.ticket.user = id.User
	} else {
		p.ticket.guest = network(p.link.Remote().Addr())
		bucket, _ = c.guests.Enter(p.ticket.guest, 0)
	}
	if rate.Bounded() {
		bucket.Set(rate)
		p.meter = bucket
	}
	return true
}

// giveBack returns all that a party holds, when it leaves.
func (p *party) giveBack() {
	p.release()
	if p.ticket != nil && p.ticket.address.IsValid() {
		p.protocol.crowd.addresses.Leave(p.ticket.address)
	}
}

// release gives back what claim has counted.
func (p *party) release() {
	if p.ticket == nil {
		return
	}
	c := &p.protocol.crowd
	if p.ticket.user != "" {
		c.users.Leave(p.ticket.user)
	}
	if p.ticket.guest.IsValid() {
		c.guests.Leave(p.ticket.guest)
	}
	p.ticket.user, p.ticket.guest, p.meter = "", netip.Prefix{}, nil
}
