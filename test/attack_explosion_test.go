package test

// Goal: subscriptions and subjects without number cost bounded memory, and others
// nothing. Method: as many as fit on a connection, beside an honest pulse.

import (
	"fmt"
	"strings"
	"testing"

	"gnatsd/test/harness"
)

// Beyond max_subscriptions each further subscription is refused, and nothing is
// kept of it; so is one with too many tokens.
func TestAttackSubscriptionExplosion(t *testing.T) {
	t.Parallel()
	harness.MeasuresMemory(t)
	const most, attempts = 1000, 100_000
	s := configured(t, fmt.Sprintf(`{"max_subscriptions": %d, "max_subscription_tokens": 16}`, most))
	pulse := harness.StartPulse(t, s)
	c := harness.Greet(t, s)
	before := s.RSS()
	for i := 0; i < attempts; i += most {
		var b strings.Builder
		for j := range most {
			fmt.Fprintf(&b, "SUB some.subject.%d.*.> %d\r\n", i+j, i+j)
		}
		c.SendRaw(b.String() + "PING\r\n")
		for i > 0 {
			line, err := c.ReadLine()
			must(t, err)
			if line == "PONG" {
				break
			}
			if line != "-ERR 'maximum subscriptions exceeded'" {
				t.Fatalf("got %q", line)
			}
		}
		if i == 0 {
			c.Expect("PONG")
		}
	}
	if grown := s.RSS() - before; grown > 32*mebibyte && !harness.RaceEnabled {
		t.Errorf("the server grew by %d MiB", grown/mebibyte)
	}
	deep := strings.Repeat("*.", 16) + ">"
	d := harness.Greet(t, s)
	d.Send("SUB " + deep + " 1")
	d.Expect(fmt.Sprintf(`-ERR 'Permissions Violation for Subscription to "%s", too many tokens'`, deep))
	d.Sync()
	pulse.Check()
}

// Patterns that all match one subject are all served, and when they are gone
// nothing of them is left in the way of others.
func TestAttackWildcardExplosion(t *testing.T) {
	t.Parallel()
	harness.MeasuresMemory(t)
	const tokens = 11 // 2048 patterns of words and stars
	s := harness.Start(t)
	pulse := harness.StartPulse(t, s)
	c, pub := harness.Greet(t, s), harness.Greet(t, s)
	before := s.RSS()
	var b strings.Builder
	for i := range 1 << tokens {
		var words []string
		for bit := range tokens {
			words = append(words, []string{"a", "*"}[i>>bit&1])
		}
		fmt.Fprintf(&b, "SUB %s %d\r\n", strings.Join(words, "."), i)
	}
	c.SendRaw(b.String())
	c.Sync()
	const rounds = 5
	subject := strings.Repeat("a.", tokens-1) + "a"
	for range rounds {
		pub.Send("PUB "+subject+" 0", "")
		pub.Sync()
		for range 1 << tokens {
			line, err := c.ReadLine()
			must(t, err)
			if !strings.HasPrefix(line, "MSG "+subject+" ") {
				t.Fatalf("got %q", line)
			}
			_, err = c.ReadLine()
			must(t, err)
		}
	}
	// Subjects that nobody has heard of before, each matched anew.
	for i := range 200 {
		b.Reset()
		for j := range 1000 {
			fmt.Fprintf(&b, "PUB unheard.%d.%d 0\r\n\r\n", i, j)
		}
		pub.SendRaw(b.String())
		pub.Sync()
	}
	if grown := s.RSS() - before; grown > 64*mebibyte && !harness.RaceEnabled {
		t.Errorf("the server grew by %d MiB", grown/mebibyte)
	}
	c.Close()
	pulse.Check()
}
