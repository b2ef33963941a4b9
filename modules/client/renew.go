package client

import "gnatsd/kernel"

// renew looks at all parties after the rules have changed: who would not be let
// in any more is told so and closed. Who may do other things now is closed
// without a word: it connects again, and is what it is now from the first
// message on.
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
		if id == nil {
			id = &kernel.Identity{}
		}
		switch r.Renew(kernel.KindClient, *id) {
		case kernel.Gone:
			c.expire("Authorization Violation", kernel.AuthenticationFailure)
		case kernel.Changed:
			c.expire("", kernel.ClientClosed)
		}
	}
}
