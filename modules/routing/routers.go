package routing

import "gnatsd/kernel"

// Routers makes the router of each account.
type Routers struct{}

// NewRouters returns the maker; it has no state.
func NewRouters() Routers { return Routers{} }

// NewRouter returns a router without subscriptions; all accounts get the same.
func (Routers) NewRouter(string) kernel.Router { return New() }

var _ kernel.Routers = Routers{}
