package auth

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gnatsd/kernel"
)

// The ranks of the stock verifiers (security A.4). Others fit in between.
const (
	rankNKeys  = 100
	rankExtra  = 150 // a token beside users, who take every login for theirs
	rankUsers  = 200
	rankToken  = 300
	rankSingle = 400
)

// An entry is a user made ready for logins.
type entry struct {
	identity kernel.Identity
	secret   secret
	password bool // there is one
	types    []string
}

// standard is how clients over TCP and TLS are called in connection types.
const standard = "STANDARD"

func (e *entry) admits() bool { return len(e.types) == 0 || slices.Contains(e.types, standard) }

// onlyClients is the part all stock verifiers share: they know clients.
type onlyClients struct{}

func (onlyClients) Required(k kernel.Kind) bool { return k == kernel.KindClient }

// nkeyUsers are known by a key and prove it with a signature.
type nkeyUsers struct {
	onlyClients
	entries map[string]*nkeyEntry
	guest   *nkeyEntry // who shows nothing becomes this user, nil: nobody
}

type nkeyEntry struct {
	entry
	key []byte
}

func (*nkeyUsers) Name() string { return "nkeys" }
func (*nkeyUsers) Rank() int    { return rankNKeys }

func (v *nkeyUsers) Verify(_ context.Context, c *kernel.Credentials) (kernel.Identity, error) {
	switch {
	case c.Kind != kernel.KindClient:
		return kernel.Identity{}, kernel.ErrNotMine
	case c.NKey == "" && v.guest != nil && shownNothing(c):
		return v.guest.admit()
	case c.NKey == "":
		return kernel.Identity{}, kernel.ErrNotMine
	}
	e := v.entries[c.NKey]
	if e == nil || !e.admits() || !signed(e.key, c.Nonce, c.Signature) {
		return kernel.Identity{}, fmt.Errorf("nkey %q: %w", clip(c.NKey), errWrong)
	}
	return e.identity, nil
}

// admit lets a guest in; its connection type counts on this way too.
func (e *entry) admit() (kernel.Identity, error) {
	if !e.admits() {
		return kernel.Identity{}, fmt.Errorf("no_auth_user %q: %w", e.identity.User, errWrong)
	}
	return e.identity, nil
}

func shownNothing(c *kernel.Credentials) bool {
	return c.User == "" && c.Password == "" && c.Token == "" && c.NKey == ""
}

// namedUsers show a password, or a certificate that names them.
type namedUsers struct {
	onlyClients
	entries map[string]*entry
	checker *checker
	guest   *entry // who shows nothing becomes this user, nil: nobody
	maps    bool   // the certificate says who it is, and nothing else does
	names   []dnUser
}

func (*namedUsers) Name() string { return "users" }
func (*namedUsers) Rank() int    { return rankUsers }

func (v *namedUsers) Verify(ctx context.Context, c *kernel.Credentials) (kernel.Identity, error) {
	switch {
	case c.Kind != kernel.KindClient:
		return kernel.Identity{}, kernel.ErrNotMine
	case v.maps:
		return v.byCertificate(ctx, c)
	case v.guest != nil && shownNothing(c):
		return v.guest.admit()
	}
	e := v.entries[c.User]
	if e == nil || !e.admits() || !e.password {
		return kernel.Identity{}, fmt.Errorf("user %q: %w", clip(c.User), v.checker.pretend(ctx, c.Remote.Addr(), c.Password))
	}
	if err := v.checker.check(ctx, c.Remote.Addr(), e.secret, c.Password); err != nil {
		return kernel.Identity{}, fmt.Errorf("user %q: %w", clip(c.User), err)
	}
	return e.identity, nil
}

var errUnmapped = errors.New("the certificate names no user")

func (v *namedUsers) byCertificate(ctx context.Context, c *kernel.Credentials) (kernel.Identity, error) {
	e := v.named(c.Certificate)
	switch {
	case e == nil:
		return kernel.Identity{}, errUnmapped
	case e.password:
		if err := v.checker.check(ctx, c.Remote.Addr(), e.secret, c.Password); err != nil {
			return kernel.Identity{}, fmt.Errorf("user %q: %w", e.identity.User, err)
		}
	case c.Password != "":
		return kernel.Identity{}, fmt.Errorf("user %q has no password: %w", e.identity.User, errWrong)
	}
	return e.identity, nil
}

// token is one secret for everybody.
type token struct {
	onlyClients
	extra    bool // who shows none may be somebody else
	identity kernel.Identity
	secret   secret
	checker  *checker
}

func (*token) Name() string { return "token" }

func (v *token) Rank() int {
	if v.extra {
		return rankExtra
	}
	return rankToken
}

func (v *token) Verify(ctx context.Context, c *kernel.Credentials) (kernel.Identity, error) {
	if c.Kind != kernel.KindClient || (v.extra && c.Token == "") {
		return kernel.Identity{}, kernel.ErrNotMine
	}
	if err := v.checker.check(ctx, c.Remote.Addr(), v.secret, c.Token); err != nil {
		return kernel.Identity{}, fmt.Errorf("token: %w", err)
	}
	return v.identity, nil
}

// single is the one user of a server that has no list.
type single struct {
	onlyClients
	identity kernel.Identity
	name     secret // compared like a password, so that its time tells nothing
	secret   secret
	checker  *checker
}

func (*single) Name() string { return "user" }
func (*single) Rank() int    { return rankSingle }

func (v *single) Verify(ctx context.Context, c *kernel.Credentials) (kernel.Identity, error) {
	if c.Kind != kernel.KindClient {
		return kernel.Identity{}, kernel.ErrNotMine
	}
	known := v.checker.check(ctx, c.Remote.Addr(), v.name, c.User)
	if err := errors.Join(v.checker.check(ctx, c.Remote.Addr(), v.secret, c.Password), known); err != nil {
		return kernel.Identity{}, fmt.Errorf("user %q: %w", clip(c.User), err)
	}
	return v.identity, nil
}

// clipMax bounds what a party's own words take in a log line, in bytes.
const clipMax = 128

func clip(s string) string { return s[:min(len(s), clipMax)] }

var (
	_ kernel.Verifier = (*nkeyUsers)(nil)
	_ kernel.Verifier = (*namedUsers)(nil)
	_ kernel.Verifier = (*token)(nil)
	_ kernel.Verifier = (*single)(nil)
)
