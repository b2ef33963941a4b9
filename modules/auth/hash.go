package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"sync/atomic"

	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/blowfish" //nolint:staticcheck // deprecated for new uses; it is what bcrypt is made of
)

// A hash is the bcrypt hash of a password, taken apart.
//
// The package bcrypt makes hashes and would compare them too, but in one go: for
// a tenth of a second and more nobody gets the processor it runs on, unless the
// system takes it away, which happens after milliseconds. Comparing in steps lets
// others go first, so that a flood of logins costs time that nobody else wants.
type hash struct {
	cost int
	salt []byte
	sum  []byte

	// proven is the digest of the password once it has been shown, under the key of
	// this process. It goes with the configuration that the hash is of.
	proven atomic.Pointer[[sha256.Size]byte]
}

// What bcrypt is made of: $2a$, the cost, $, the salt in 22 and the sum in 31
// characters.
const (
	hashHead   = len("$2a$10$")
	hashSalt   = 22
	saltBytes  = 16
	hashPlain  = "OrpheanBeholderScryDoubt" // is encrypted
	hashSum    = len(hashPlain) - 1         // bytes of it that count
	hashRounds = 64
)

// hashText is how bcrypt writes bytes.
var hashText = base64.NewEncoding("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789").
	WithPadding(base64.NoPadding)

func parseHash(text string) (*hash, error) {
	cost, err := bcrypt.Cost([]byte(text))
	if err != nil {
		return nil, err
	}
	if len(text) != hashLength || cost < bcrypt.MinCost || cost > bcrypt.MaxCost {
		return nil, fmt.Errorf("is %d characters long with a cost of %d", len(text), cost)
	}
	salt, err := hashText.DecodeString(text[hashHead : hashHead+hashSalt])
	if err != nil {
		return nil, fmt.Errorf("salt: %w", err)
	}
	sum, err := hashText.DecodeString(text[hashHead+hashSalt:])
	if err != nil {
		return nil, fmt.Errorf("sum: %w", err)
	}
	return &hash{cost: cost, salt: salt, sum: sum}, nil
}

// isProven compares the digest of what is shown with that of the password.
func (h *hash) isProven(shown [sha256.Size]byte) bool {
	p := h.proven.Load()
	return p != nil && subtle.ConstantTimeCompare(p[:], shown[:]) == 1
}

// stepRounds is how many rounds are done before others may go first: about a
// millisecond. With shorter steps a login took too long on a machine that is busy
// with other things: each step may cost a slice of somebody else's.
const stepRounds = 16

// matches reports whether this is the password, of which bcrypt takes 72 bytes. It
// gives up with false when ctx ends.
func (h *hash) matches(ctx context.Context, password string) bool {
	key := append([]byte(password), 0)
	c, err := blowfish.NewSaltedCipher(key, h.salt)
	if err != nil {
		return false // never: a key has one byte at least
	}
	for round := range uint64(1) << h.cost {
		blowfish.ExpandKey(key, c)
		blowfish.ExpandKey(h.salt, c)
		if round%stepRounds == 0 {
			runtime.Gosched() // to other goroutines
			stepAside()       // to other threads
			if ctx.Err() != nil {
				return false
			}
		}
	}
	sum := []byte(hashPlain)
	for b := sum; len(b) > 0; b = b[blowfish.BlockSize:] {
		for range hashRounds {
			c.Encrypt(b, b)
		}
	}
	clear(key)
	return subtle.ConstantTimeCompare(sum[:hashSum], h.sum) == 1
}
