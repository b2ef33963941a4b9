package kernel

import (
	"context"
	"crypto/x509"
	"fmt"
	"net/netip"
	"time"
)

// Credentials are what a party shows to be let in, as its CONNECT said. The
// strings are the party's own and must be quoted wherever they are shown.
type Credentials struct {
	User, Password, Token string
	NKey, Signature, JWT  string
	Nonce                 string // what the server sent to be signed
	Remote                netip.AddrPort
	Kind                  Kind
	Certificate           *x509.Certificate // of the party, verified by the stream; nil if it showed none
}

// Format shows who somebody claims to be, and nothing that proves it, whatever the
// verb: what is printed where something fails is read by many.
func (c Credentials) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "credentials of %q, nkey %q, from %v", c.User, c.NKey, c.Remote)
}

// MarshalText shows the same in JSON and its like.
func (c Credentials) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%v", c), nil }

// Identity is who a party has been found to be and what it may do. The zero
// value is the anonymous party of the global account that may do everything.
type Identity struct {
	User        string // for logs and monitoring, empty if anonymous
	Account     string // empty: GlobalAccount
	Permissions Permissions
	Limits      Limits
	Expires     time.Time // zero: never
	Proof       [32]byte  // of what was shown, for a Renewer; zero: nothing that could change
}

// Limits are the bounds of one session, and those all sessions of the same user
// share. Zero means that the server's own count, less than that none.
type Limits struct {
	Subscriptions int
	PayloadBytes  int
	Connections   int  // of the user at the same time
	Publish       Rate // of all the user's connections together
}

// An Authenticator decides who a party is. It may take its time: it is called
// on the goroutine of the party's own link, and ctx ends when
// its time for logging in is over. An error rejects the party; what the
// party is told is always the same (protocol §14), the error is for the log.
type Authenticator interface {
	// Required says whether parties of this kind must show credentials, so that
	// they can be told before they try.
	Required(Kind) bool
	Authenticate(ctx context.Context, c *Credentials) (Identity, error)
}

// Permissions say what one party may do. They are asked when a decision is not
// remembered, never per message of a repeated subject, and must not block. The
// slices are borrowed. A nil Permissions allows everything.
type Permissions interface {
	// MayPublish is asked with the subject after mapping.
	MayPublish(subject []byte) bool
	// MaySubscribe is asked with the pattern and the queue, empty for none.
	MaySubscribe(subject, queue []byte) bool
	// MayReceive filters at delivery what a wider subscription lets through. It is
	// asked on goroutines of publishers.
	MayReceive(subject []byte, queue string) bool
}

// An Authorizer turns an accepted identity into the permissions in force now.
// It is asked at every binding: login, second CONNECT, reload.
type Authorizer interface {
	Permissions(Identity) Permissions
}
