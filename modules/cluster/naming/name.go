package naming

import "math/rand/v2"

// A Name is that of a cluster. One that was not configured is dynamic: it gives
// way to any other that is greater or was configured (cluster §9).
type Name struct {
	Text    string
	Dynamic bool
}

const nameLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// New makes the name of a server that has none: it sorts before every name
// that other servers make, so that a newcomer does not rename a running cluster.
func New(r *rand.Rand) Name {
	b := make([]byte, 22)
	b[0] = '!'
	for i := 1; i < len(b); i++ {
		b[i] = nameLetters[r.IntN(len(nameLetters))]
	}
	return Name{string(b), true}
}

// Meet says which name two servers have in common, and whether they have one.
func (n Name) Meet(other Name) (common Name, ok bool) {
	switch {
	case other.Text == "" || other.Text == "_":
		return n, false
	case other.Text == n.Text:
		return Name{n.Text, n.Dynamic && other.Dynamic}, true
	case !n.Dynamic:
		return n, other.Dynamic
	case !other.Dynamic || other.Text > n.Text:
		return other, true
	}
	return n, true
}
