package kernel

import (
	"fmt"
	"hash/maphash"
	"testing"
)

// missesOf publishes to n subjects in turn, some rounds, and returns how many of
// the last round were not remembered.
func (mm *memo) missesOf(name string, n, rounds int) int {
	misses := 0
	for range rounds {
		misses = 0
		for i := range n {
			subject := fmt.Appendf(nil, "%s.%d", name, i)
			hash := maphash.Bytes(subjectSeed, subject)
			f, known := mm.find(hash, subject)
			if !known {
				misses++
				f.subject, f.hash = append(f.subject[:0], subject...), hash
			}
		}
	}
	return misses
}

// How subjects fall together is chance, by the seed of the hash: the bounds are
// for the mean of many draws.
func TestMemoRemembers(t *testing.T) {
	t.Parallel()
	const draws = 10
	for n, most := range map[int]int{2: 0, 10: 0, 100: 5, 1000: 30, 3000: 1200} {
		sum := 0
		for draw := range draws {
			var mm memo
			sum += mm.missesOf(fmt.Sprint("subject.", draw), n, 40)
		}
		if sum > most*draws {
			t.Errorf("%.1f of %d subjects are not remembered after some rounds", float64(sum)/draws, n)
		}
	}
}

// Subjects without end cost a bounded number of entries and marks, and few of
// them ever become entries.
func TestMemoIsBounded(t *testing.T) {
	t.Parallel()
	const subjects = 50_000
	var mm memo
	if misses := mm.missesOf("subject", subjects, 8); misses < subjects*9/10 {
		t.Errorf("%d misses of %d: what is tested here?", misses, subjects)
	}
	if mm.entries > memoSetsMax*memoWays || len(mm.once) > onceMax {
		t.Errorf("%d entries, %d marks", mm.entries, len(mm.once))
	}
}
