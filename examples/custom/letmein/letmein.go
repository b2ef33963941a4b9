package letmein

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"

	"gnatsd/kernel"
	"gnatsd/modules/config"
)

// Config is what users write.
type Config struct {
	Password config.Secret `conf:"letmein_password" flag:"letmein_password" arg:"password" group:"Authorization"`
}

// DefaultConfig lets everybody in.
func DefaultConfig() Config { return Config{} }

// Doorkeeper knows the password.
type Doorkeeper struct {
	required bool
	digest   [sha256.Size]byte
}

// New returns a doorkeeper.
func New(c Config) *Doorkeeper {
	return &Doorkeeper{required: c.Password != "", digest: sha256.Sum256([]byte(c.Password.Reveal()))}
}

var errWrong = errors.New("wrong password")

// Required says whether there is a password; it is asked of clients only.
func (d *Doorkeeper) Required(kind kernel.Kind) bool { return d.required && kind == kernel.KindClient }

// Authenticate compares digests, which have one length whatever was shown.
func (d *Doorkeeper) Authenticate(_ context.Context, c *kernel.Credentials) (kernel.Identity, error) {
	if !d.Required(c.Kind) {
		return kernel.Identity{}, nil
	}
	for _, shown := range []string{c.Password, c.Token} {
		digest := sha256.Sum256([]byte(shown))
		if subtle.ConstantTimeCompare(digest[:], d.digest[:]) == 1 {
			return kernel.Identity{User: c.User}, nil
		}
	}
	return kernel.Identity{}, errWrong
}

// Permissions allows everything.
func (d *Doorkeeper) Permissions(kernel.Identity) kernel.Permissions { return nil }

var (
	_ kernel.Authenticator = (*Doorkeeper)(nil)
	_ kernel.Authorizer    = (*Doorkeeper)(nil)
)
