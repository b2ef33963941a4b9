package auth

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/nats-io/nkeys"
)

var errNKey = errors.New("Not a valid public nkey for a user") //nolint:staticcheck // the words operators know

// decodeNKey returns the key behind a user's public nkey. The length is checked
// here: keys too short, with a right checksum, were a way to crash others.
func decodeNKey(text string) (ed25519.PublicKey, error) {
	raw, err := nkeys.Decode(nkeys.PrefixByteUser, []byte(text))
	if err != nil || len(raw) != ed25519.PublicKeySize {
		return nil, errNKey
	}
	return ed25519.PublicKey(raw), nil
}

func checkNKey(text string) error {
	_, err := decodeNKey(text)
	return err
}

// signed reports whether the signature is that of the nonce as it was sent.
// Two encodings are in use: base64 for URLs without padding, and the standard
// one with it.
func signed(key ed25519.PublicKey, nonce, signature string) bool {
	if nonce == "" || strings.ContainsAny(signature, "\r\n") {
		return false
	}
	raw, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil {
		raw, err = base64.StdEncoding.DecodeString(signature)
	}
	return err == nil && len(raw) == ed25519.SignatureSize && ed25519.Verify(key, []byte(nonce), raw)
}
