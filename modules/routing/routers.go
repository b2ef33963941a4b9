package routing

import (
	"maps"
	"sync"

	"gnatsd/kernel"
)

// Routers makes the router of each account.
type Routers struct {
	mu   sync.Mutex // guards made
	made map[string]*Router
}

// NewRouters returns the maker.
func NewRouters() *Routers { return &Routers{made: map[string]*Router{}} }

// NewRouter returns a router without subscriptions; all accounts get the same
// kind. Monitoring knows it by the account's name.
func (r *Routers) NewRouter(account string) kernel.Router {
	made := New()
	r.mu.Lock()
	r.made[account] = made
	r.mu.Unlock()
	return made
}

// all returns the routers by account.
func (r *Routers) all() map[string]*Router {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.made)
}

var _ kernel.Routers = (*Routers)(nil)
