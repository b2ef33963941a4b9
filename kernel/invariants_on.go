//go:build invariants || race

package kernel

// Invariants says whether expensive checks are compiled in.
const Invariants = true

func assert(ok bool, what string) {
	if !ok {
		panic("kernel: " + what)
	}
}

// mangle overwrites memory that nobody may still be reading, so that a reader
// who kept a borrowed slice fails in a test and not in production.
func mangle(b []byte) {
	for i := range b {
		b[i] = '!'
	}
}
