package kerneltest

import (
	"sync"

	"gnatsd/kernel"
	"gnatsd/kernel/subject"
)

// Naive is a router that looks at every subscription: the model that others are
// compared with, and enough for tests of what stands around a router.
type Naive struct {
	mu         sync.RWMutex
	subs       map[*kernel.Subscription]struct{}
	generation uint64
}

// NewRouter makes a naive router; Naive itself is its own kernel.Routers.
func (*Naive) NewRouter(string) kernel.Router {
	return &Naive{subs: map[*kernel.Subscription]struct{}{}}
}

// Insert adds a subscription.
func (n *Naive) Insert(s *kernel.Subscription) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.subs[s] = struct{}{}
	n.generation++
}

// Remove takes a subscription out.
func (n *Naive) Remove(s *kernel.Subscription) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, here := n.subs[s]; here {
		delete(n.subs, s)
		n.generation++
	}
}

// Touch changes the generation.
func (n *Naive) Touch(*kernel.Subscription) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.generation++
}

// Match looks at every subscription.
func (n *Naive) Match(published []byte, m *kernel.Matches) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	for s := range n.subs {
		if !subject.Matches(s.Subject(), published) {
			continue
		}
		if s.Queue() == "" {
			m.Plain = append(m.Plain, s)
		} else {
			m.Queues = append(m.Queues, s)
		}
	}
}

// Generation counts changes.
func (n *Naive) Generation() uint64 {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.generation
}

// Unchanged is never sure of anything but that nothing changed at all.
func (n *Naive) Unchanged(_ []byte, since uint64) bool { return n.Generation() == since }

// Count returns how many subscriptions there are.
func (n *Naive) Count() int {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return len(n.subs)
}

// Each calls f for each subscription.
func (n *Naive) Each(f func(*kernel.Subscription) bool) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	for s := range n.subs {
		if !f(s) {
			return
		}
	}
}

var (
	_ kernel.Router  = (*Naive)(nil)
	_ kernel.Routers = (*Naive)(nil)
)
