package routing

import (
	"math/bits"
	"sync/atomic"
)

// A table finds entries by their hash. Any goroutine may read while one writes.
//
// It is open addressing over buckets of one cache line each. Entries stay where
// they were put, so a reader can neither miss nor meet twice one that is there
// all the time; a table that has become too full or too empty is built anew and
// published at once. Hashes are kept, so nobody's key is hashed again for that.
//
// The zero table is empty and has no memory of its own.
type table[T any] struct {
	array atomic.Pointer[array[T]] // nil while empty
	count int                      // the writer's alone
}

// array is what readers see: a power of two of buckets, indexed by the highest
// bits of the hash. So growing reads and writes memory in order.
type array[T any] struct {
	buckets []bucket[T]
	shift   uint8
}

// width is how many entries share a bucket: 64 bytes hold five and a counter.
const width = 5

// Entry and hash of one place are two words that a reader may see from two
// different owners of that place. That does no harm: whoever looks something up
// compares the key, and an entry that is not being inserted or removed at that
// very moment has both its words in place.
type bucket[T any] struct {
	entries [width]atomic.Pointer[T] // nil: free
	hashes  [width]atomic.Uint32
	// passed counts the entries that would have liked to live here but found the
	// bucket full and lie further on. A search ends where it is zero: so removal
	// leaves no tombstone.
	passed atomic.Uint32
}

// The writer keeps between half an entry and four entries per bucket.
const maxPerBucket = width - 1

func newArray[T any](buckets int) *array[T] {
	return &array[T]{buckets: make([]bucket[T], buckets), shift: uint8(33 - bits.Len(uint(buckets)))}
}

// A cursor goes through the entries of one hash; different keys may share it.
type cursor[T any] struct {
	array *array[T]
	hash  uint32
	home  uint32 // the bucket where the hash belongs
	at    uint32 // the bucket of the entry that next returned last
	place uint32 // its place there
	more  uint32 // the places of that bucket still to look at, a bit each
}

// seek begins a search. It may be called by readers.
func (t *table[T]) seek(hash uint32) cursor[T] {
	a := t.array.Load()
	if a == nil {
		return cursor[T]{}
	}
	home := hash >> a.shift
	return cursor[T]{array: a, hash: hash, home: home, at: home, more: a.buckets[home].having(hash)}
}

// next returns the next entry that has the hash, nil at the end.
func (c *cursor[T]) next() *T {
	if c.array == nil {
		return nil
	}
	for {
		b := &c.array.buckets[c.at]
		for c.more != 0 {
			c.place = uint32(bits.TrailingZeros32(c.more))
			c.more &= c.more - 1
			if e := b.entries[c.place].Load(); e != nil {
				return e
			}
		}
		following := c.array.after(c.at)
		if b.passed.Load() == 0 || following == c.home {
			c.array = nil
			return nil
		}
		c.at = following
		c.more = c.array.buckets[c.at].having(c.hash)
	}
}

// find goes on to entry e and reports whether it is there.
func (c *cursor[T]) find(e *T) bool {
	for {
		switch c.next() {
		case e:
			return true
		case nil:
			return false
		}
	}
}

// having returns the places with the hash, a bit each. It has no branch: which
// place it is cannot be predicted, and a wrong guess would cost as much as the
// memory that is being waited for.
func (b *bucket[T]) having(hash uint32) (places uint32) {
	return bit(b.hashes[0].Load() == hash) |
		bit(b.hashes[1].Load() == hash)<<1 |
		bit(b.hashes[2].Load() == hash)<<2 |
		bit(b.hashes[3].Load() == hash)<<3 |
		bit(b.hashes[4].Load() == hash)<<4
}

// bit is one for true. The compiler makes it a single instruction.
func bit(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// replace puts another entry in the place of the one that c stands on. Its key
// must be the same.
func (t *table[T]) replace(c *cursor[T], e *T) {
	c.array.buckets[c.at].entries[c.place].Store(e)
}

// remove takes out the entry that c stands on.
func (t *table[T]) remove(c *cursor[T]) {
	c.array.buckets[c.at].entries[c.place].Store(nil)
	for i := c.home; i != c.at; i = c.array.after(i) {
		c.array.buckets[i].passed.Add(^uint32(0))
	}
	t.count--
	switch n := len(c.array.buckets); {
	case t.count == 0:
		t.array.Store(nil)
	case t.count < n/2:
		t.resize(n / 4)
	}
}

// insert adds an entry.
func (t *table[T]) insert(hash uint32, e *T) {
	a := t.array.Load()
	switch {
	case a == nil:
		t.resize(1)
	case t.count == maxPerBucket*len(a.buckets):
		t.resize(2 * len(a.buckets))
	}
	t.array.Load().put(hash, e)
	t.count++
}

func (t *table[T]) resize(buckets int) {
	next := newArray[T](buckets)
	if old := t.array.Load(); old != nil {
		for i := range old.buckets {
			b := &old.buckets[i]
			for k := range width {
				if e := b.entries[k].Load(); e != nil {
					next.put(b.hashes[k].Load(), e)
				}
			}
		}
	}
	t.array.Store(next)
}

// put stores an entry in an array that has a free place. Passing is counted
// before the entry can be found, so no search ends short of one that is there.
func (a *array[T]) put(hash uint32, e *T) {
	for i := hash >> a.shift; ; i = a.after(i) {
		b := &a.buckets[i]
		for k := range width {
			if b.entries[k].Load() == nil {
				b.hashes[k].Store(hash)
				b.entries[k].Store(e)
				return
			}
		}
		b.passed.Add(1)
	}
}

func (a *array[T]) after(i uint32) uint32 { return (i + 1) & uint32(len(a.buckets)-1) }

// all appends every entry to dst. It may be called by readers.
func (t *table[T]) all(dst []*T) []*T {
	a := t.array.Load()
	if a == nil {
		return dst
	}
	for i := range a.buckets {
		b := &a.buckets[i]
		for k := range width {
			if e := b.entries[k].Load(); e != nil {
				dst = append(dst, e)
			}
		}
	}
	return dst
}

// each calls f for every entry until it returns false, and says whether it never
// did. It may be called by readers.
func (t *table[T]) each(f func(*T) bool) bool {
	a := t.array.Load()
	if a == nil {
		return true
	}
	for i := range a.buckets {
		b := &a.buckets[i]
		for k := range width {
			if e := b.entries[k].Load(); e != nil && !f(e) {
				return false
			}
		}
	}
	return true
}
