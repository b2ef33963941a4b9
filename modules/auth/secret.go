package auth

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"runtime"
	"strings"
)

// A secret is what a party must show: plain or as a bcrypt hash. It never
// changes.
type secret struct {
	hash   *hash             // bcrypt; nil for a plain one
	digest [sha256.Size]byte // of a plain one, under key
}

// key makes digests of this process worthless elsewhere, and lets secrets of any
// length be compared in one time.
var key = func() []byte {
	k := make([]byte, sha256.Size)
	_, _ = rand.Read(k) // never fails (crypto/rand)
	return k
}()

func digest(text string) (sum [sha256.Size]byte) {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	h.Sum(sum[:0])
	return sum
}

func newSecret(text string) secret {
	if looksHashed(text) {
		if strings.HasPrefix(text, "$2x$") {
			text = "$2a$" + text[len("$2x$"):] // the same algorithm, named after an old mistake of others
		}
		h, err := parseHash(text)
		if err != nil {
			h = &hash{} // nothing matches it; configurations with such a thing do not start
		}
		return secret{hash: h}
	}
	return plainSecret(text)
}

// plainSecret is a secret that is meant as it stands, whatever it looks like.
func plainSecret(text string) secret { return secret{digest: digest(text)} }

var hashed = regexp.MustCompile(`^\$2[abxy]\$\d{2}\$`)

func looksHashed(text string) bool { return hashed.MatchString(text) }

const (
	hashLength = 60 // bytes of every bcrypt hash
	costWarn   = 15 // a login takes seconds above
	inputMax   = 72 // bytes that bcrypt looks at
)

// checkSecret reports a hash that nothing could ever match.
func checkSecret(text string) error {
	if !looksHashed(text) {
		return nil
	}
	if _, err := parseHash(text); err != nil {
		return fmt.Errorf("looks like a bcrypt hash and is none: %w", err)
	}
	return nil
}

func (s secret) cost() int {
	if s.hash == nil {
		return 0
	}
	return s.hash.cost
}

// A checker compares secrets. bcrypt works for as many at a time as there are
// processors to spare, and for a bounded number who wait.
type checker struct {
	queue *queue
	dummy secret // compared when there is no such user, at the highest cost in use
}

var errBusy = errors.New("too many logins are waiting")

// errWrong says no more, so that logs do not either.
var errWrong = errors.New("wrong credentials")

// newChecker takes all secrets that there are. One processor at least is left to
// the publish path if there is more than one.
func newChecker(all []secret) *checker {
	c := &checker{
		queue: newQueue(max(1, runtime.GOMAXPROCS(0)/2)),
		dummy: secret{digest: digest("")},
	}
	cost := 0
	for _, s := range all {
		cost = max(cost, s.cost())
	}
	if cost > 0 {
		c.dummy = secret{hash: &hash{cost: cost, salt: make([]byte, saltBytes)}} // no sum: nobody knows the password
	}
	return c
}

// check compares what was shown, while ctx lasts. Who
// has shown the same password before has nothing to wait for: clients that all
// come again do not pay twice.
func (c *checker) check(ctx context.Context, from netip.Addr, s secret, shown string) error {
	if s.hash == nil {
		sum := digest(shown)
		if subtle.ConstantTimeCompare(sum[:], s.digest[:]) != 1 {
			return errWrong
		}
		return nil
	}
	shownSum := digest(shown)
	if s.hash.isProven(shownSum) {
		return nil
	}
	if err := c.queue.enter(ctx, from); err != nil {
		return err
	}
	defer c.queue.leave()
	wrong := len(shown) > inputMax // bcrypt would not look at the rest
	if !s.hash.matches(ctx, shown[:min(len(shown), inputMax)]) || wrong {
		return cmp.Or(ctx.Err(), errWrong)
	}
	s.hash.proven.Store(&shownSum)
	return nil
}

// pretend takes as long as the dearest wrong password does, for a user there is
// not.
func (c *checker) pretend(ctx context.Context, from netip.Addr, shown string) error {
	if err := c.check(ctx, from, c.dummy, shown); err != nil && !errors.Is(err, errWrong) {
		return err
	}
	return errWrong
}
