package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

// Settings are what the gatekeeper is given by the rest of the server.
type Settings struct {
	Verifiers    []kernel.Verifier // of other modules
	Certificates bool              // certificates of clients name their users
	Log          *zap.Logger
}

// A Gatekeeper asks its verifiers one after the other who a party is.
type Gatekeeper struct {
	chain []kernel.Verifier
	terms kernel.Terms // of clients
	brake *brake       // nil: answers are never held back
}

// New makes the gatekeeper, and warns of what was configured and is hardly
// meant.
func New(c Config, s Settings) (*Gatekeeper, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	g := &Gatekeeper{chain: slices.Clone(s.Verifiers)}
	g.terms.Timeout = c.Authorization.Timeout
	if c.Authorization.Brake {
		g.brake = newBrake()
	}
	if err := g.build(c, s.Certificates); err != nil {
		return nil, err
	}
	slices.SortFunc(g.chain, func(a, b kernel.Verifier) int {
		return cmp.Or(cmp.Compare(a.Rank(), b.Rank()), strings.Compare(a.Name(), b.Name()))
	})
	for _, text := range warnings(c) {
		s.Log.Warn(text)
	}
	return g, nil
}

// build makes the stock verifiers that the configuration asks for.
func (g *Gatekeeper) build(c Config, certificates bool) error {
	b := &c.Authorization
	switch {
	case b.Users.Given:
		return g.buildUsers(c, certificates)
	case b.Token.Given:
		s := newSecret(b.Token.Reveal())
		g.chain = append(g.chain, &token{secret: s, checker: newChecker([]secret{s})})
	case b.User != "":
		s := newSecret(b.Password.Reveal())
		g.chain = append(g.chain, &single{
			user: b.User, name: plainSecret(b.User), secret: s, checker: newChecker([]secret{s}),
		})
	}
	return nil
}

func (g *Gatekeeper) buildUsers(c Config, certificates bool) error {
	keys := &nkeyUsers{entries: map[string]*nkeyEntry{}}
	named := &namedUsers{entries: map[string]*entry{}, maps: certificates}
	var secrets []secret
	for _, u := range c.Authorization.Users.List {
		e := entry{types: u.Types, identity: kernel.Identity{User: u.Name}}
		if p := newPermissions(grantsOf(u, c.Authorization.Default), c.Missing); p != nil {
			e.identity.Permissions = p
		}
		if u.NKey != "" {
			key, err := decodeNKey(u.NKey)
			if err != nil {
				return fmt.Errorf("nkey %q: %w", u.NKey, err)
			}
			e.identity.User = u.NKey
			keys.entries[u.NKey] = &nkeyEntry{e, key}
			continue
		}
		if u.Password == "" && !certificates {
			return fmt.Errorf("user %q needs a password: everybody could log in", u.Name)
		}
		if u.Password != "" {
			e.secret, e.password = newSecret(u.Password.Reveal()), true
			secrets = append(secrets, e.secret)
		}
		named.add(u.Name, &e)
	}
	named.checker = newChecker(secrets)
	if guest := c.NoAuthUser; guest != "" {
		keys.guest, named.guest = keys.entries[guest], named.entries[guest]
		g.terms.Guests = !certificates || keys.guest != nil
	}
	if len(keys.entries) > 0 {
		g.terms.Nonce = true
		g.chain = append(g.chain, keys)
	}
	if len(named.entries) > 0 {
		g.chain = append(g.chain, named)
	}
	return nil
}

func (v *namedUsers) add(name string, e *entry) {
	v.entries[name] = e
	if dn, ok := parseDN(name); ok {
		v.names = append(v.names, dnUser{dn, e})
	}
}

// Required says whether somebody in the chain asks for credentials.
func (g *Gatekeeper) Required(k kernel.Kind) bool {
	return slices.ContainsFunc(g.chain, func(v kernel.Verifier) bool { return v.Required(k) })
}

// Terms are those of clients; other kinds have none here.
func (g *Gatekeeper) Terms(k kernel.Kind) kernel.Terms {
	if k != kernel.KindClient {
		return kernel.Terms{}
	}
	return g.terms
}

var errNobody = errors.New("nobody accepts these credentials")

// Authenticate asks the chain. Where nobody asks for credentials, everybody is
// let in, whatever is shown (protocol §4).
func (g *Gatekeeper) Authenticate(ctx context.Context, c *kernel.Credentials) (kernel.Identity, error) {
	for _, v := range g.chain {
		id, err := v.Verify(ctx, c)
		if errors.Is(err, kernel.ErrNotMine) {
			continue
		}
		if err != nil {
			return g.reject(ctx, c, err)
		}
		return id, nil
	}
	if g.Required(c.Kind) {
		return g.reject(ctx, c, errNobody)
	}
	return kernel.Identity{}, nil
}

func (g *Gatekeeper) reject(ctx context.Context, c *kernel.Credentials, err error) (kernel.Identity, error) {
	if g.brake != nil {
		g.brake.hold(ctx, c.Remote.Addr())
	}
	return kernel.Identity{}, err
}

// Permissions makes those of one session: what counts answers is its own.
func (g *Gatekeeper) Permissions(id kernel.Identity) kernel.Permissions {
	if p, ok := id.Permissions.(*permissions); ok && p.responses != nil {
		return newResponder(p)
	}
	return id.Permissions
}

var (
	_ kernel.Authenticator = (*Gatekeeper)(nil)
	_ kernel.Authorizer    = (*Gatekeeper)(nil)
	_ kernel.Host          = (*Gatekeeper)(nil)
)
