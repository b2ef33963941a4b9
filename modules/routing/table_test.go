package routing

import (
	"math/rand/v2"
	"testing"
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
	for _, e := range entries[2:] {
		at := table.seek(e.hash)
		at.find(e)
		table.remove(&at)
	}
	for i := range table.array.Load().buckets {
		if n := table.array.Load().buckets[i].passed.Load(); n != 0 {
			t.Errorf("bucket %d is still passed %d times", i, n)
		}
	}
}

func TestTableOfNothing(t *testing.T) {
	t.Parallel()
	var table table[entry]
	at := table.seek(1)
	if at.next() != nil || at.next() != nil || len(table.all(nil)) != 0 || !table.each(func(*entry) bool { return false }) {
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
