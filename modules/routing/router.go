package routing

import (
	"hash/maphash"
	"sync"
	"sync/atomic"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
	"gnatsd/kernel/subject"
)

// A Router holds the subscriptions of one account.
type Router struct {
	seed     maphash.Seed
	literals literals
	patterns trie
	stamps   stamps
	count    atomic.Int64

	mu sync.Mutex // taken by writers: who changes literals, patterns, stamps or what follows
	// Subscriptions that ever came and went.
	inserts, removes uint64
}

// New returns a router without subscriptions.
func New() *Router {
	seed := maphash.MakeSeed()
	return &Router{seed: seed, patterns: trie{seed: seed}, stamps: stamps{seed: seed}}
}

// Insert adds a subscription, whose subject is valid.
func (r *Router) Insert(s *kernel.Subscription) {
	wild, hash := r.kind(s)
	r.mu.Lock()
	defer r.mu.Unlock()
	if wild {
		if !r.patterns.add(s) {
			return
		}
		r.stamps.pattern(s.Subject())
	} else {
		if !r.literals.add(r.seed, hash, s) {
			return
		}
		r.stamps.literal(hash)
	}
	r.count.Add(1)
	r.inserts++
}

// Remove takes a subscription out again; one that is not there is ignored.
func (r *Router) Remove(s *kernel.Subscription) {
	wild, hash := r.kind(s)
	r.mu.Lock()
	defer r.mu.Unlock()
	if wild {
		if !r.patterns.drop(s) {
			return
		}
		r.stamps.pattern(s.Subject())
	} else {
		if !r.literals.drop(r.seed, hash, s) {
			return
		}
		r.stamps.literal(hash)
	}
	r.count.Add(-1)
	r.removes++
}

// Touch changes Generation as if the subscription had been removed and inserted
// again.
func (r *Router) Touch(s *kernel.Subscription) {
	wild, hash := r.kind(s)
	r.mu.Lock()
	defer r.mu.Unlock()
	if wild {
		r.stamps.pattern(s.Subject())
	} else {
		r.stamps.literal(hash)
	}
}

func (r *Router) kind(s *kernel.Subscription) (wild bool, hash uint32) {
	if subject.HasWildcard(s.Subject()) {
		return true, 0
	}
	return false, uint32(maphash.String(r.seed, s.Subject()) >> 32)
}

// Match adds to m every subscription whose subject matches. It takes no lock and
// allocates nothing but what m needs to hold them.
func (r *Router) Match(published []byte, m *kernel.Matches) {
	// Among many literals the bucket is far away in memory. Nothing depends on it
	// until the patterns are done, so the processor need not wait meanwhile.
	var at cursor[occupant]
	if r.literals.array.Load() != nil {
		at = r.literals.seek(uint32(maphash.Bytes(r.seed, published) >> 32))
	}
	if !r.patterns.root.idle() {
		r.patterns.match(published, m)
	}
	if at.array != nil {
		of(published, &at).match(m)
	}
}

// Generation changes with every Insert, Remove and Touch, before they return.
func (r *Router) Generation() uint64 { return r.stamps.generation.Load() }

// Unchanged reports whether Match of this subject would certainly find the same
// as when Generation was since.
func (r *Router) Unchanged(subject []byte, since uint64) bool {
	return r.stamps.unchanged(subject, since)
}

// Count returns how many subscriptions are held.
func (r *Router) Count() int { return int(r.count.Load()) }

// stored returns the figures for monitoring.
func (r *Router) stored() status.Stored {
	r.mu.Lock()
	defer r.mu.Unlock()
	return status.Stored{Subscriptions: r.Count(), Inserts: r.inserts, Removes: r.removes}
}

// Each calls f for each subscription until it returns false, in no order. It
// takes no lock: f may insert and remove, and need not see what others do so
// meanwhile.
func (r *Router) Each(f func(*kernel.Subscription) bool) {
	_ = r.literals.each(func(o *occupant) bool { return o.each(f) }) && r.patterns.each(f)
}

var _ kernel.Router = (*Router)(nil)
