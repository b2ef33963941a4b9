package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

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
	settings Settings
	rules    atomic.Pointer[rules] // in force; replaced by a reload
	changed  []func()              // called after that
}

// rules are made of one configuration. They never change.
type rules struct {
	config   Config
	chain    []kernel.Verifier
	terms    kernel.Terms // of clients
	brake    *brake       // nil: answers are never held back
	entries  map[[32]byte]*entry
	required bool // of clients
}

// New makes the gatekeeper, and warns of what was configured and is hardly
// meant.
func New(c Config, s Settings) (*Gatekeeper, error) {
	g := &Gatekeeper{settings: s}
	commit, err := g.Prepare(c)
	if err != nil {
		return nil, err
	}
	commit()
	return g, nil
}

// Prepare checks another configuration and returns what puts it in force.
func (g *Gatekeeper) Prepare(c Config) (commit func(), err error) {
	r, err := newRules(c, g.settings)
	if err != nil {
		return nil, err
	}
	return func() {
		for _, text := range warnings(c) {
			g.settings.Log.Warn(text)
		}
		if old := g.rules.Swap(r); old == nil {
			return
		}
		for _, f := range g.changed {
			f()
		}
	}, nil
}

func newRules(c Config, s Settings) (*rules, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	g := &rules{config: c, chain: slices.Clone(s.Verifiers), entries: map[[32]byte]*entry{}}
	g.terms.Timeout = c.Authorization.Timeout
	if c.Authorization.Brake {
		g.brake = newBrake()
	}
	if err := g.build(s.Certificates); err != nil {
		return nil, err
	}
	slices.SortFunc(g.chain, func(a, b kernel.Verifier) int {
		return cmp.Or(cmp.Compare(a.Rank(), b.Rank()), strings.Compare(a.Name(), b.Name()))
	})
	g.required = g.asks(kernel.KindClient)
	return g, nil
}

// build makes the stock verifiers that the configuration asks for.
func (g *rules) build(certificates bool) error {
	b := &g.config.Authorization
	switch {
	case b.Users.Given:
		if b.extraToken {
			g.buildToken(b.Token, true)
		}
		return g.buildUsers(g.config, certificates)
	case b.Token.Given:
		g.buildToken(b.Token, false)
	case b.User != "":
		s := newSecret(b.Password.Reveal())
		e := g.enter("single", b.User, b.Password.Reveal(), entry{identity: kernel.Identity{User: b.User}})
		g.chain = append(g.chain, &single{
			identity: e.identity, name: plainSecret(b.User), secret: s, checker: newChecker([]secret{s}),
		})
	}
	return nil
}

func (g *rules) buildToken(shown Shown, extra bool) {
	s := newSecret(shown.Reveal())
	e := g.enter("token", "", shown.Reveal(), entry{})
	g.chain = append(g.chain, &token{extra: extra, identity: e.identity, secret: s, checker: newChecker([]secret{s})})
}

func (g *rules) buildUsers(c Config, certificates bool) error {
	keys := &nkeyUsers{entries: map[string]*nkeyEntry{}}
	named := &namedUsers{entries: map[string]*entry{}, maps: certificates}
	var secrets []secret
	for _, u := range c.Authorization.Users.List {
		e := entry{types: u.Types, identity: kernel.Identity{User: u.Name, Limits: u.Limits}}
		if p := newPermissions(grantsOf(u, c.Authorization.Default), c.Missing); p != nil {
			e.identity.Permissions = p
		}
		if u.NKey != "" {
			key, err := decodeNKey(u.NKey)
			if err != nil {
				return fmt.Errorf("nkey %q: %w", u.NKey, err)
			}
			e.identity.User = u.NKey
			keys.entries[u.NKey] = &nkeyEntry{*g.enter("nkey", u.NKey, "", e), key}
			continue
		}
		if u.Password == "" && !certificates {
			return fmt.Errorf("user %q needs a password: everybody could log in", u.Name)
		}
		if u.Password != "" {
			e.secret, e.password = newSecret(u.Password.Reveal()), true
			secrets = append(secrets, e.secret)
		}
		named.add(u.Name, g.enter("user", u.Name, u.Password.Reveal(), e))
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

// enter remembers an entry by what shows that somebody was let in by it: its
// kind, name and secret.
func (g *rules) enter(kind, name, secret string, e entry) *entry {
	e.identity.Proof = digest(kind + "\x00" + name + "\x00" + secret)
	g.entries[e.identity.Proof] = &e
	return &e
}

func (v *namedUsers) add(name string, e *entry) {
	v.entries[name] = e
	if dn, ok := parseDN(name); ok {
		v.names = append(v.names, dnUser{dn, e})
	}
}

// Required says whether somebody in the chain asks for credentials.
func (g *Gatekeeper) Required(k kernel.Kind) bool { return g.rules.Load().asks(k) }

func (g *rules) asks(k kernel.Kind) bool {
	if k == kernel.KindClient && g.required {
		return true
	}
	return slices.ContainsFunc(g.chain, func(v kernel.Verifier) bool { return v.Required(k) })
}

// Terms are those of clients; other kinds have none here.
func (g *Gatekeeper) Terms(k kernel.Kind) kernel.Terms {
	if k != kernel.KindClient {
		return kernel.Terms{}
	}
	return g.rules.Load().terms
}

var errNobody = errors.New("nobody accepts these credentials")

// Authenticate asks the chain. Where nobody asks for credentials, everybody is
// let in, whatever is shown (protocol §4).
func (g *Gatekeeper) Authenticate(ctx context.Context, c *kernel.Credentials) (kernel.Identity, error) {
	return g.rules.Load().authenticate(ctx, c)
}

func (g *rules) authenticate(ctx context.Context, c *kernel.Credentials) (kernel.Identity, error) {
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
	if g.asks(c.Kind) {
		return g.reject(ctx, c, errNobody)
	}
	return kernel.Identity{}, nil
}

func (g *rules) reject(ctx context.Context, c *kernel.Credentials, err error) (kernel.Identity, error) {
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
	_ kernel.Renewer       = (*Gatekeeper)(nil)
)
