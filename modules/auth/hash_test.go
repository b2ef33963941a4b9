package auth

// Goal: passwords are compared as the package bcrypt compares them, only in
// steps. Method: hashes it has made, and its verdict.

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"
)

func TestHashMatchesAsBcryptDoes(t *testing.T) {
	t.Parallel()
	costs := map[string]int{ // the others are compared at the lowest, which is quick
		"secret": 5,
	}
	for _, password := range []string{
		"", "secret", "with\x00zero", "zero\x00", "größer", strings.Repeat("x", 72), rand.Text(), "\xff\xfe",
	} {
		text, err := bcrypt.GenerateFromPassword([]byte(password), max(bcrypt.MinCost, costs[password]))
		if err != nil {
			t.Fatal(err)
		}
		h, err := parseHash(string(text))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		for _, shown := range []string{
			password, password + "x", password + "\x00", "x" + password, "",
		} {
			if len(shown) > inputMax {
				continue
			}
			want := bcrypt.CompareHashAndPassword(text, []byte(shown)) == nil
			if got := h.matches(t.Context(), shown); got != want {
				t.Errorf("%q against the hash of %q: %v, want %v", shown, password, got, want)
			}
		}
	}
}

func TestBadHashes(t *testing.T) {
	t.Parallel()
	good, err := bcrypt.GenerateFromPassword([]byte("x"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"short": string(good[:59]), "long": string(good) + ".", "cost 32": "$2a$32$" + string(good[7:]),
		"cost 3": "$2a$03$" + string(good[7:]), "no salt": "$2a$04$" + strings.Repeat("!", 22) + string(good[29:]),
		"no sum": string(good[:29]) + strings.Repeat("=", 31),
	} {
		if checkSecret(text) == nil {
			t.Errorf("%s: %s is taken", name, text)
		}
		s := newSecret(text)
		if c := newChecker([]secret{s}); !errors.Is(c.check(t.Context(), somewhere, s, text), errWrong) {
			t.Errorf("%s: %s matches itself", name, text)
		}
	}
}

// I2: what is compared for a user there is not costs as much as for one there is.
func TestDummyCostsAsMuch(t *testing.T) {
	t.Parallel()
	var all []secret
	for _, cost := range []int{5, 4} {
		text, err := bcrypt.GenerateFromPassword([]byte("x"), cost)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, newSecret(string(text)))
	}
	c := newChecker(all)
	if got := c.dummy.cost(); got != 5 {
		t.Errorf("cost %d, want the highest there is", got)
	}
	for _, shown := range []string{"", "x", "y"} {
		if err := c.pretend(t.Context(), somewhere, shown); !errors.Is(err, errWrong) {
			t.Errorf("%q: error %v", shown, err)
		}
	}
}

// A password that was right is right at once the next time, and no other is.
func TestProvenPasswords(t *testing.T) {
	t.Parallel()
	text, err := bcrypt.GenerateFromPassword([]byte("right"), 5)
	if err != nil {
		t.Fatal(err)
	}
	s := newSecret(string(text))
	c := newChecker([]secret{s})
	check := func(shown string) error { return c.check(t.Context(), somewhere, s, shown) }
	if err := check("wrong"); err == nil || s.hash.proven.Load() != nil {
		t.Error("a wrong password is remembered")
	}
	if err := check("right"); err != nil {
		t.Fatal(err)
	}
	for c.queue.free > 0 {
		c.queue.free-- // nobody else gets a turn: it does not need one
	}
	if err := check("right"); err != nil {
		t.Error(err)
	}
	c.queue.free = 1
	if err := check("wrong"); !errors.Is(err, errWrong) {
		t.Errorf("error %v for a wrong password", err)
	}
}

func BenchmarkHashMatches(b *testing.B) {
	text, err := bcrypt.GenerateFromPassword([]byte("x"), 10)
	if err != nil {
		b.Fatal(err)
	}
	h, err := parseHash(string(text))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("in steps", func(b *testing.B) {
		for b.Loop() {
			h.matches(b.Context(), "y")
		}
	})
	b.Run("in one go", func(b *testing.B) {
		for b.Loop() {
			_ = bcrypt.CompareHashAndPassword(text, []byte("y")) // for its cost
		}
	})
}
