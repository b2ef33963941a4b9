//go:build !invariants && !race

package kernel

// Invariants says whether expensive checks are compiled in.
const Invariants = false

func assert(bool, string) {}
func mangle([]byte)       {}
