package subject_test

import (
	"strings"
	"testing"

	"gnatsd/kernel/subject"
)

func TestValid(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"a": true, "a.b": true, "*": true, ">": true, "a.*": true, "a.>": true, "*.*.>": true,
		"a*": true, "a.b>": true, "**": true, ">>": true, "a\x00b": true,
		"": false, ".": false, ".a": false, "a.": false, "a..b": false, ">.a": false, "a.>.b": false,
	} {
		if got := subject.Valid(s); got != want {
			t.Errorf("Valid(%q) = %v", s, got)
		}
		if got := subject.Valid([]byte(s)); got != want {
			t.Errorf("Valid([]byte(%q)) = %v", s, got)
		}
	}
}

func TestLiteral(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"a": true, "a.b": true, "a*": true, "a.b>": true,
		"": false, "a.": false, "*": false, "a.*": false, "a.>": false, ">.a": false, "a..b": false,
	} {
		if got := subject.Literal(s); got != want {
			t.Errorf("Literal(%q) = %v", s, got)
		}
	}
}

// every lists all subjects of one to max tokens over the alphabet.
func every(alphabet []string, max int) []string {
	var out []string
	level := []string{""}
	for n := 1; n <= max; n++ {
		var next []string
		for _, prefix := range level {
			for _, token := range alphabet {
				next = append(next, strings.TrimPrefix(prefix+"."+token, "."))
			}
		}
		out = append(out, next...)
		level = next
	}
	return out
}

// naive matches token by token on split strings, the definition read aloud.
func naive(pattern, literal string) bool {
	p, l := strings.Split(pattern, "."), strings.Split(literal, ".")
	for i, token := range p {
		if token == ">" && i == len(p)-1 {
			return len(l) > i
		}
		if i >= len(l) || (token != "*" && token != l[i]) {
			return false
		}
	}
	return len(p) == len(l)
}

func TestMatchesEqualsNaive(t *testing.T) {
	t.Parallel()
	literals := every([]string{"a", "b", "ab"}, 4)
	for _, p := range every([]string{"a", "b", "*", ">"}, 4) {
		if !subject.Valid(p) {
			continue
		}
		for _, l := range literals {
			if got, want := subject.Matches(p, []byte(l)), naive(p, l); got != want {
				t.Fatalf("Matches(%q, %q) = %v", p, l, got)
			}
		}
	}
	for _, l := range []string{"", ".", "a.", ".a", "a..b"} {
		if subject.Matches(">", l) || subject.Matches("a.>", l) || subject.Matches("*", l) {
			t.Errorf("a wildcard matches %q, which has an empty token", l)
		}
		if !subject.HasEmptyToken([]byte(l)) {
			t.Errorf("HasEmptyToken(%q) = false", l)
		}
	}
}

// Covers and Overlaps are compared with what the patterns match, over all
// literals one token longer than the patterns and with one foreign token.
func TestCoversAndOverlapsEqualBruteForce(t *testing.T) {
	t.Parallel()
	literals := every([]string{"a", "b", "x"}, 4)
	var patterns []string
	for _, p := range every([]string{"a", "b", "*", ">"}, 3) {
		if subject.Valid(p) {
			patterns = append(patterns, p)
		}
	}
	for _, outer := range patterns {
		for _, inner := range patterns {
			covers, overlaps := true, false
			for _, l := range literals {
				o, i := naive(outer, l), naive(inner, l)
				covers = covers && (o || !i)
				overlaps = overlaps || (o && i)
			}
			if got := subject.Covers(outer, inner); got != covers {
				t.Errorf("Covers(%q, %q) = %v, brute force says %v", outer, inner, got, covers)
			}
			if got := subject.Overlaps(outer, inner); got != overlaps {
				t.Errorf("Overlaps(%q, %q) = %v, brute force says %v", outer, inner, got, overlaps)
			}
		}
	}
}

func FuzzGrammar(f *testing.F) {
	for _, s := range []string{"a.b", "*.>", "a..b", ">", "", "a.>.b"} {
		f.Add(s, "a.b")
	}
	f.Fuzz(func(t *testing.T, pattern, literal string) {
		if !subject.Valid(pattern) {
			return
		}
		if got, want := subject.Matches(pattern, literal), naive(pattern, literal) &&
			!subject.HasEmptyToken([]byte(literal)); got != want {
			t.Fatalf("Matches(%q, %q) = %v", pattern, literal, got)
		}
		if !subject.Covers(pattern, pattern) || !subject.Covers(">", pattern) || !subject.Overlaps(pattern, pattern) {
			t.Fatalf("%q does not cover itself", pattern)
		}
		if subject.HasWildcard(pattern) == subject.Literal(pattern) {
			t.Fatalf("%q is both literal and wildcard, or neither", pattern)
		}
	})
}
