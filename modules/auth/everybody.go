package auth

import (
	"context"

	"gnatsd/kernel"
)

// Everybody admits every party, whatever it shows, and lets it do everything.
type Everybody struct{}

// New makes the gatekeeper of a server that needs no credentials.
func New() Everybody { return Everybody{} }

// Required is false: no party must show credentials.
func (Everybody) Required(kernel.Kind) bool { return false }

// Authenticate finds everybody anonymous, in the global account. What is shown
// without being asked for is ignored (protocol §4).
func (Everybody) Authenticate(context.Context, *kernel.Credentials) (kernel.Identity, error) {
	return kernel.Identity{}, nil
}

// Permissions of an identity are those it was given; nil means all.
func (Everybody) Permissions(id kernel.Identity) kernel.Permissions { return id.Permissions }

var (
	_ kernel.Authenticator = Everybody{}
	_ kernel.Authorizer    = Everybody{}
)
