package routing

import (
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"gnatsd/kernel"
)

type entry struct{ hash uint32 }

// holds fails unless the table has exactly these entries, each found once.
func holds(t *testing.T, table *table[entry], want []*entry) {
	t.Helper()
	if got := table.all(nil); len(got) != len(want) || table.count != len(want) {
		t.Fatalf("the table has %d entries and counts %d, want %d", len(got), table.count, len(want))
	}
	for _, e := range want {
		times := 0
		at := table.seek(e.hash)
		for found := at.next(); found != nil; found = at.next() {
			if found == e {
				times++
			}
		}
		if times != 1 {
			t.Fatalf("entry with hash %#x found %d times", e.hash, times)
		}
	}
}

// Inserting and removing at random keeps a table right and neither too full nor
// too empty, even if many hashes are equal or all belong to the last bucket,
// where a search has to go round.
func TestTable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		most int // entries; where hashes are equal a search is linear
		hash func() uint32
	}{
		{"spread", 2000, rand.Uint32},
		{"last bucket", 200, func() uint32 { return 1<<32 - 1 - rand.Uint32N(1000) }},
		{"few values", 200, func() uint32 { return rand.Uint32N(4) << 30 }},
		{"one value", 100, func() uint32 { return 7 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var table table[entry]
			var held []*entry
			for round := range 4 {
				for range c.most * (round + 1) / 4 {
					e := &entry{c.hash()}
					table.insert(e.hash, e)
					held = append(held, e)
				}
				holds(t, &table, held)
				rand.Shuffle(len(held), func(i, j int) { held[i], held[j] = held[j], held[i] })
				for keep := rand.IntN(100); len(held) > keep; held = held[1:] {
					at := table.seek(held[0].hash)
					if !at.find(held[0]) {
						t.Fatalf("entry with hash %#x is lost", held[0].hash)
					}
					table.remove(&at)
					if a := table.array.Load(); a != nil && 10*table.count < width*len(a.buckets) {
						t.Fatalf("%d entries in %d buckets", table.count, len(a.buckets))
					}
				}
				holds(t, &table, held)
			}
		})
	}
}

// A removed entry leaves no trace that later searches pass over.
func TestTableForgetsDetours(t *testing.T) {
	t.Parallel()
	var table table[entry]
	entries := make([]*entry, 64)
	for i := range entries {
		entries[i] = &entry{hash: uint32(i%2) << 31}
		table.insert(entries[i].hash, entries[i])
	}
	array := table.array.Load()
	for _, e := range entries[8:] { // the first four of each hash have found room where they belong
		at := table.seek(e.hash)
		at.find(e)
		table.remove(&at)
	}
	if table.array.Load() != array {
		t.Fatal("the table was built anew, so this test sees nothing")
	}
	for i := range array.buckets {
		if n := array.buckets[i].passed.Load(); n != 0 {
			t.Errorf("bucket %d is still passed %d times", i, n)
		}
	}
}

func TestTableOfNothing(t *testing.T) {
	t.Parallel()
	var table table[entry]
	at := table.seek(1)
	first, second := at.next(), at.next()
	if first != nil || second != nil || len(table.all(nil)) != 0 ||
		!table.each(func(*entry) bool { return false }) {
		t.Error("an empty table has an entry")
	}
	e := &entry{1}
	table.insert(1, e)
	at = table.seek(1)
	at.find(e)
	table.remove(&at)
	if table.array.Load() != nil {
		t.Error("an emptied table keeps memory")
	}
}

// Readers find each entry that is there all the time exactly once, by its hash
// and in the whole, while the table around it fills, grows, empties and shrinks. Not parallel to
// other tests: readers and writer need a processor each to meet.
func TestTableWhileItChanges(t *testing.T) {
	rounds, checks := 20_000, int64(100_000)
	if kernel.Invariants {
		rounds, checks = 2000, 20_000
	}
	var table table[entry]
	stable := make([]*entry, 3)
	for i := range stable {
		stable[i] = &entry{uint32(i) << 30}
		table.insert(stable[i].hash, stable[i])
	}
	var done atomic.Bool
	var checked atomic.Int64
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for ; !done.Load(); checked.Add(1) {
				for _, e := range stable {
					if at := table.seek(e.hash); !at.find(e) || at.find(e) {
						t.Errorf("a search for hash %#x does not find its entry exactly once", e.hash)
						return
					}
				}
				all := table.all(nil)
				for _, e := range stable {
					if i := slices.Index(all, e); i < 0 || slices.Contains(all[i+1:], e) {
						t.Errorf("among all, the entry with hash %#x is not exactly once", e.hash)
						return
					}
				}
			}
		})
	}
	for round := 0; !t.Failed() && (round < rounds || checked.Load() < checks); round++ {
		passing := make([]*entry, round%60)
		for i := range passing {
			passing[i] = &entry{rand.Uint32N(8) << 29}
			table.insert(passing[i].hash, passing[i])
		}
		for _, i := range rand.Perm(len(passing)) {
			at := table.seek(passing[i].hash)
			at.find(passing[i])
			table.remove(&at)
		}
	}
	done.Store(true)
	readers.Wait()
}
