package cluster

import "math/rand/v2"

// A name is that of a cluster. One that was not configured is dynamic: it gives
// way to any other that is greater or was configured (cluster §9).
type name struct {
	text    string
	dynamic bool
}

const nameLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// newName makes the name of a server that has none: it sorts before every name
// that other servers make, so that a newcomer does not rename a running cluster.
func newName(r *rand.Rand) name {
	b := make([]byte, 22)
	b[0] = '!'
	for i := 1; i < len(b); i++ {
		b[i] = nameLetters[r.IntN(len(nameLetters))]
	}
	return name{string(b), true}
}

// meet says which name two servers have in common, and whether they have one.
func (n name) meet(other name) (common name, ok bool) {
	switch {
	case other.text == "" || other.text == "_":
		return n, false
	case other.text == n.text:
		return name{n.text, n.dynamic && other.dynamic}, true
	case !n.dynamic:
		return n, other.dynamic
	case !other.dynamic || other.text > n.text:
		return other, true
	}
	return n, true
}
