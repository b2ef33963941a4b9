package auth

import (
	"errors"
	"fmt"
	"time"

	"gnatsd/modules/config"
)

// Config is what users write. Its sentences are in docs.
type Config struct {
	_             struct{} `group:"Authorization"`
	Authorization Block    `conf:"authorization"`
	NoAuthUser    string   `conf:"no_auth_user" since:"2.0.0" reload:"clients"`
	Missing       Missing  `conf:"permissions_default" since:"2.0.0" reload:"clients"`
}

// Block is the block "authorization".
type Block struct {
	User     string        `conf:"user" alias:"username" flag:"user" arg:"user" reload:"clients"`
	Password Shown         `conf:"password" alias:"pass" flag:"pass" arg:"password" example:"secret" reload:"clients"`
	Token    Shown         `conf:"token" flag:"auth" arg:"token" example:"secret" reload:"clients"`
	Timeout  time.Duration `conf:"timeout" reload:"clients"`
	Users    Users         `conf:"users" example:"[ { user: alice, password: secret } ]" reload:"clients"`

	Default Grants `conf:"default_permissions" alias:"default_permission,permissions" example:"{}" reload:"clients"`

	Brake bool `conf:"auth_failure_delay" since:"2.0.0" reload:"clients"`

	extraToken bool // the token is good beside the users; see Settle
}

// DefaultConfig lets everybody in.
func DefaultConfig() Config { return Config{Missing: "allow", Authorization: Block{Brake: true}} }

// Shown is a secret that parties show, and remembers that it was given even if
// it is empty.
type Shown struct {
	config.Secret
	Given bool
}

// DecodeConfig takes a string. A number is one too: tokens of digits are
// written without quotes.
func (s *Shown) DecodeConfig(value any) error {
	switch v := value.(type) {
	case string:
		s.Secret = config.Secret(v)
	case int64, int:
		s.Secret = config.Secret(fmt.Sprint(v))
	default:
		return errors.New("expected a string, got something else")
	}
	s.Given = true
	return nil
}

// Missing is what a list missing from permissions means.
type Missing string

// DecodeConfig takes one of the two words.
func (m *Missing) DecodeConfig(value any) error {
	if value != "allow" && value != "deny" {
		return fmt.Errorf(`expected "allow" or "deny", got %q`, fmt.Sprint(value))
	}
	*m = Missing(value.(string))
	return nil
}

// timeoutMax is past which a timeout is taken for a missing unit.
const timeoutMax = time.Minute

// Validate reports what can't work, and what would leave the server open while
// it looks protected.
func (c Config) Validate() error {
	b := &c.Authorization
	in := func(key, format string, args ...any) error {
		return config.Inside(fmt.Errorf(format, args...), "authorization", key)
	}
	many := b.Users.Given
	switch {
	case b.Timeout < 0:
		return in("timeout", "must not be negative, not %v", b.Timeout)
	case b.Token.Given && (b.User != "" || b.Password.Given) && !many:
		return in("token", "Cannot have a user/pass and token")
	case many && b.User != "":
		return in("users", "Can not have a single user/pass and a users array")
	case many && b.Token.Given && !b.extraToken:
		return in("users", "Can not have a token and a users array")
	case many && len(b.Users.List) == 0:
		return in("users", "users list is empty: nobody could log in")
	case b.Token.Given && b.Token.Secret == "":
		return in("token", "is empty: everybody could log in")
	case b.User != "" && b.Password.Secret == "":
		return in("user", "needs a password: everybody could log in")
	case b.Password.Given && b.User == "" && !many:
		return in("password", "needs a user: everybody could log in")
	}
	for _, s := range []Shown{b.Password, b.Token} {
		if err := checkSecret(s.Reveal()); err != nil {
			return in("password", "%w", err)
		}
	}
	return c.checkGuest()
}

func (c Config) checkGuest() error {
	if c.NoAuthUser == "" {
		return nil
	}
	if !c.Authorization.Users.Given {
		return config.Inside(fmt.Errorf("%q present, but users/nkeys are not defined", c.NoAuthUser), "no_auth_user")
	}
	for _, u := range c.Authorization.Users.List {
		if c.NoAuthUser == u.Name || c.NoAuthUser == u.NKey {
			return nil
		}
	}
	return config.Inside(fmt.Errorf("%q not present as user or nkey in authorization block or account configuration",
		c.NoAuthUser), "no_auth_user")
}

var docs = map[string]string{
	"no_auth_user":        "User that clients without credentials become",
	"permissions_default": "What a list missing from permissions means: allow or deny everything",
	"authorization.user":  "User required for connections",
	"authorization.password": "Password required for connections; others on the machine can " +
		"see it on the command line",
	"authorization.token": "Token required for connections; others on the machine can " +
		"see it on the command line",
	"authorization.timeout": "How long a client may take to log in, 0 for 2s, or with TLS " +
		"for its timeout and 1s more",
	"authorization.users":               "Users with their passwords or keys, and what they may do",
	"authorization.default_permissions": "What users without permissions of their own may do",
	"authorization.auth_failure_delay":  "Answer later and later to an address that fails to log in again and again",
}

// Docs returns one sentence for each key.
func (Config) Docs() map[string]string { return docs }
