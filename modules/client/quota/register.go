package quota

import (
	"sync"
	"time"
)

// A Register counts who is in, by key. The zero value is empty.
type Register[K comparable] struct {
	mu      sync.Mutex // guards all below, and the members of each entry
	entries map[K]*entry
	vacant  int // entries without members (I1)
}

type entry struct {
	members int
	bucket  Bucket
}

// vacantMax bounds how many keys without members are kept.
const vacantMax = 4096

// Enter counts one more member of the key, unless there are as many as most
// already; 0 or less means no limit. It returns the bucket of the key's members.
func (r *Register[K]) Enter(key K, most int) (bucket *Bucket, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.entries[key]
	switch {
	case e == nil:
		if r.entries == nil {
			r.entries = map[K]*entry{}
		}
		e = &entry{}
		r.entries[key] = e
	case most > 0 && e.members >= most:
		return nil, false
	case e.members == 0:
		r.vacant--
	}
	e.members++
	return &e.bucket, true
}

// Leave counts one member less.
func (r *Register[K]) Leave(key K) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.entries[key]
	if e == nil || e.members == 0 {
		return
	}
	if e.members--; e.members > 0 {
		return
	}
	now := time.Now()
	if e.bucket.full(now) {
		delete(r.entries, key)
		return
	}
	if r.vacant++; r.vacant > vacantMax {
		r.sweep(now)
	}
}

// sweep forgets the keys without members whose buckets are full, or all of them.
func (r *Register[K]) sweep(now time.Time) {
	for _, all := range []bool{false, true} {
		for key, e := range r.entries {
			if e.members == 0 && (all || e.bucket.full(now)) {
				delete(r.entries, key)
				r.vacant--
			}
		}
		if r.vacant <= vacantMax/2 {
			return
		}
	}
}

// Members returns how many members a key has.
func (r *Register[K]) Members(key K) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e := r.entries[key]; e != nil {
		return e.members
	}
	return 0
}
