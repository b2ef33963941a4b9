package kernel

import "sync/atomic"

// GlobalAccount is the account of everybody who has none of their own, and
// SystemAccount that of the server's own parts.
const (
	GlobalAccount = "$G"
	SystemAccount = "$SYS"
)

// An Account is a subject space of its own with its own router: what is
// published in one is never seen in another.
type Account struct {
	name     string
	router   Router
	sessions atomic.Int64
	past     Lookups // of parties that have left, guarded by Kernel.mu
}

// Name returns the account's name.
func (a *Account) Name() string { return a.name }

// Router returns the account's subscriptions.
func (a *Account) Router() Router { return a.router }

// Sessions returns how many parties live in the account.
func (a *Account) Sessions() int { return int(a.sessions.Load()) }
