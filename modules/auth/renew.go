package auth

import (
	"reflect"

	"gnatsd/kernel"
)

// OnChange adds what is called after a reload.
func (g *Gatekeeper) OnChange(f func()) { g.changed = append(g.changed, f) }

// Renew compares what let a party in with what is in force. No password is
// compared again: the entry is the same, or the party has to come again. Where
// nobody asks for credentials any more, whoever is in stays (security A.13).
func (g *Gatekeeper) Renew(k kernel.Kind, id kernel.Identity) (kernel.Identity, kernel.Renewal) {
	r := g.rules.Load()
	if !r.asks(k) {
		return id, kernel.Unchanged
	}
	if id.Proof == ([32]byte{}) {
		if id.User == "" && id.Permissions == nil {
			return id, kernel.Gone // was let in when nobody asked
		}
		return id, kernel.Unchanged // of a verifier of another module
	}
	e := r.entries[id.Proof]
	switch {
	case e == nil || !e.admits():
		return id, kernel.Gone
	case id.Limits != e.identity.Limits || !reflect.DeepEqual(id.Permissions, e.identity.Permissions):
		return e.identity, kernel.Changed
	}
	return id, kernel.Unchanged
}
