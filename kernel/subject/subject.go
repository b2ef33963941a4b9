package subject

import "bytes"

// Text is what a subject may be held in.
type Text interface{ ~string | ~[]byte }

const (
	separator = '.'
	one       = '*' // one token
	rest      = '>' // one or more tokens at the end
)

// Valid reports whether s may be subscribed to: no empty token, and nothing
// behind a '>' token (protocol §8).
func Valid[T Text](s T) bool {
	for i := 0; ; {
		end := tokenEnd(s, i)
		if end == i || (end == i+1 && s[i] == rest && end < len(s)) {
			return false
		}
		if end == len(s) {
			return true
		}
		i = end + 1
	}
}

// Literal reports whether s is what a well-behaved publisher sends: no empty
// token and no wildcard token. Others are delivered all the same (§8).
func Literal[T Text](s T) bool {
	for i := 0; ; {
		end := tokenEnd(s, i)
		if end == i || (end == i+1 && (s[i] == one || s[i] == rest)) {
			return false
		}
		if end == len(s) {
			return true
		}
		i = end + 1
	}
}

// HasWildcard reports whether the valid subject s has a wildcard token.
func HasWildcard[T Text](s T) bool {
	for i := 0; i < len(s); i++ {
		if (s[i] == one || s[i] == rest) &&
			(i == 0 || s[i-1] == separator) && (i+1 == len(s) || s[i+1] == separator) {
			return true
		}
	}
	return false
}

var twoSeparators = []byte("..")

// HasEmptyToken reports whether s is empty or has an empty token. Such a
// subject can be published to but nobody receives it (§8).
func HasEmptyToken(s []byte) bool {
	return len(s) == 0 || s[0] == separator || s[len(s)-1] == separator || bytes.Contains(s, twoSeparators)
}

// Tokens counts the tokens of s.
func Tokens[T Text](s T) int {
	n := 1
	for i := 0; i < len(s); i++ {
		if s[i] == separator {
			n++
		}
	}
	return n
}

// Matches reports whether a message published to subject reaches a
// subscription to pattern. Wildcard characters in subject are literal.
func Matches[P, S Text](pattern P, subject S) bool {
	p, s := 0, 0
	for {
		pe, se := tokenEnd(pattern, p), tokenEnd(subject, s)
		if se == s {
			return false // an empty token is matched by nothing
		}
		switch {
		case pe == p+1 && pattern[p] == rest && pe == len(pattern):
			return !emptyTokenFrom(subject, s)
		case pe == p+1 && pattern[p] == one:
		case pe-p != se-s || !equalAt(pattern, p, subject, s, pe-p):
			return false
		}
		if pe == len(pattern) || se == len(subject) {
			return pe == len(pattern) && se == len(subject)
		}
		p, s = pe+1, se+1
	}
}

// Covers reports whether every subject that inner matches is matched by outer
// too: the subset test that permissions need. Both must be valid.
func Covers[O, I Text](outer O, inner I) bool {
	o, n := 0, 0
	for {
		oe, ne := tokenEnd(outer, o), tokenEnd(inner, n)
		innerRest := ne == n+1 && inner[n] == rest && ne == len(inner)
		innerOne := ne == n+1 && inner[n] == one
		switch {
		case oe == o+1 && outer[o] == rest && oe == len(outer):
			return true
		case innerRest:
			return false
		case oe == o+1 && outer[o] == one:
		case innerOne || oe-o != ne-n || !equalAt(outer, o, inner, n, oe-o):
			return false
		}
		if oe == len(outer) || ne == len(inner) {
			return oe == len(outer) && ne == len(inner)
		}
		o, n = oe+1, ne+1
	}
}

// Overlaps reports whether some subject is matched by both patterns.
func Overlaps[A, B Text](a A, b B) bool {
	i, j := 0, 0
	for {
		ie, je := tokenEnd(a, i), tokenEnd(b, j)
		aWild, bWild := ie == i+1 && (a[i] == one || a[i] == rest), je == j+1 && (b[j] == one || b[j] == rest)
		if (aWild && a[i] == rest && ie == len(a)) || (bWild && b[j] == rest && je == len(b)) {
			return true
		}
		if !aWild && !bWild && (ie-i != je-j || !equalAt(a, i, b, j, ie-i)) {
			return false
		}
		if ie == len(a) || je == len(b) {
			return ie == len(a) && je == len(b)
		}
		i, j = ie+1, je+1
	}
}

// tokenEnd returns the index behind the token that starts at i.
func tokenEnd[T Text](s T, i int) int {
	for i < len(s) && s[i] != separator {
		i++
	}
	return i
}

func emptyTokenFrom[T Text](s T, i int) bool {
	for {
		end := tokenEnd(s, i)
		if end == i {
			return true
		}
		if end == len(s) {
			return false
		}
		i = end + 1
	}
}

func equalAt[A, B Text](a A, i int, b B, j, n int) bool {
	for k := range n {
		if a[i+k] != b[j+k] {
			return false
		}
	}
	return true
}
