package client

import (
	"gnatsd/kernel"
	"gnatsd/kernel/wire"
)

// renew looks at all parties after the rules have changed: who would not be let
// in any more is told so and closed, who may do other things now stays.
func (p *Protocol) renew() {
	r, ok := p.auth.(kernel.Renewer)
	if !ok {
		return
	}
	for _, c := range p.all() {
		id := c.admitted.Load()
		if id == nil && !c.open {
			continue // it is about to log in
		}
		old := kernel.Identity{}
		if id != nil {
			old = *id
		}
		switch now, renewal := r.Renew(kernel.KindClient, old); renewal {
		case kernel.Gone:
			c.expire("Authorization Violation", kernel.AuthenticationFailure)
		case kernel.Changed:
			c.rebind(id, &now)
		}
	}
}

// rebind puts the permissions of another identity in force, and tells the party
// which of its subscriptions they end (protocol §15). Where that takes more than
// other permissions, it is closed without a word: it connects again, and is what
// it is now from the first message on.
func (p *party) rebind(old, now *kernel.Identity) {
	before, _ := p.session.Permissions().(kernel.Responder)
	rules := p.protocol.permissions.Permissions(*now)
	if after, _ := rules.(kernel.Responder); old == nil || before != nil || after != nil ||
		now.Account != old.Account || now.Proof != old.Proof || now.Limits != old.Limits {
		p.expire("", kernel.ClientClosed)
		return
	}
	if !p.admitted.CompareAndSwap(old, now) {
		return // it has logged in anew, under the rules of now
	}
	for _, sub := range p.session.Restrict(*old, rules) {
		text := "Permissions Violation for Subscription to " + quoted([]byte(sub.Subject()))
		if sub.Queue() != "" {
			text += " using queue " + quoted([]byte(sub.Queue()))
		}
		p.link.Send(wire.AppendErr(nil, text+" (sid "+quoted([]byte(sub.SID()))+")"))
	}
}
