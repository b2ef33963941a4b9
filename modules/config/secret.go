package config

import (
	"fmt"
	"reflect"
)

const mask = "[REDACTED]"

// A Secret is a password, a token or a key. However it is printed, encoded or
// logged, it shows a mask; an empty one shows nothing.
type Secret string

// Reveal returns the secret itself.
func (s Secret) Reveal() string { return string(s) }

// isSecret tells whether values of the type are secrets, or a secret and more.
func isSecret(t reflect.Type) bool {
	if t.Kind() == reflect.Struct && t.NumField() > 0 {
		first := t.Field(0)
		return first.Anonymous && first.Type == secretType
	}
	return t == secretType
}

func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return mask
}

// Format masks the secret whatever the verb, %#v and %x included.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// MarshalText masks the secret in JSON, YAML and their like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

var (
	_ fmt.Stringer  = Secret("")
	_ fmt.Formatter = Secret("")
)
