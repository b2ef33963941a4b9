package kernel

import (
	"context"
	"errors"
	"time"
)

// Terms are how parties of one kind log in: what they are told before they try.
type Terms struct {
	Nonce   bool          // each is given something of its own to sign
	Guests  bool          // who shows nothing is let in all the same, so nobody is told to log in
	Timeout time.Duration // for all of the login; 0: the protocol's default
}

// A Host is an Authenticator with terms that differ from the zero value.
type Host interface {
	Terms(Kind) Terms
}

// TermsOf returns the terms of an authenticator, whether it has some or not.
func TermsOf(a Authenticator, k Kind) Terms {
	if h, ok := a.(Host); ok {
		return h.Terms(k)
	}
	return Terms{}
}

// ErrNotMine is the answer of a Verifier to credentials of another sort.
var ErrNotMine = errors.New("no such credentials")

// A Verifier is one sort of proof in the chain of the stock Authenticator. The
// chain asks in order of rank, then name, until one accepts or rejects.
type Verifier interface {
	Name() string
	Rank() int
	// Required says whether parties of this kind must show credentials, now that
	// this verifier is there.
	Required(Kind) bool
	// Verify accepts with an identity and no error, passes with ErrNotMine and
	// rejects with any other error, which is for the log and names no secret. It
	// is called on the goroutine of the party's link, may take its time, and
	// gives up with the error of ctx when that ends.
	Verify(ctx context.Context, c *Credentials) (Identity, error)
}

// A Renewer is an Authenticator whose answers may change while parties are in.
type Renewer interface {
	// OnChange says what is called after each change, on the goroutine that makes
	// it. It is called while the server is put together.
	OnChange(func())
	// Renew says what has become of a party that was let in as this identity, and
	// as what it would be let in now if that has Changed. It does not block.
	Renew(Kind, Identity) (Identity, Renewal)
}

// A Renewal is what has become of an identity.
type Renewal int

// What may have become of it.
const (
	Unchanged Renewal = iota
	Changed           // it would be let in and may do other things
	Gone              // it would not be let in any more
)
