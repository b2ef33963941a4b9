package kernel

import (
	"cmp"
	"slices"
)

// What monitoring asks for. Nothing here is on the way of a message; each call
// takes at most one lock of a link, and for a short time.

// Accounts returns the accounts there are, in no order.
func (k *Kernel) Accounts() []*Account {
	k.mu.Lock()
	defer k.mu.Unlock()
	all := make([]*Account, 0, len(k.accounts))
	for _, a := range k.accounts {
		all = append(all, a)
	}
	return all
}

// Delivered returns how many messages the subscription has been given, and how
// many it gets at most, 0 for no bound.
func (s *Subscription) Delivered() (messages, max uint64) {
	out := s.session.out
	out.mu.Lock()
	defer out.mu.Unlock()
	return s.delivered, s.max.Load()
}

// slice is how many places of a table are looked at under one hold of the lock.
const slice = 4 << 10

// EachSubscription calls f for each subscription of the session until it returns
// false, in no order and without a lock. What is made or ended meanwhile may be
// left out or come twice.
func EachSubscription(s *Session, f func(*Subscription) bool) {
	var found []*Subscription
	for from := 0; ; from += slice {
		found = found[:0]
		s.out.mu.Lock()
		slots := s.subs.slots
		for _, sub := range slots[min(from, len(slots)):min(from+slice, len(slots))] {
			if sub != nil {
				found = append(found, sub)
			}
		}
		s.out.mu.Unlock()
		for _, sub := range found {
			if !f(sub) {
				return
			}
		}
		if from+slice >= len(slots) {
			return
		}
	}
}

// Cut returns how many bytes were queued for the peer when the link was closed
// because it did not take them.
func (l *Link) Cut() int { return int(l.cut.Load()) }

// Busiest returns the subjects of the n subscriptions that were delivered most.
func (l *Link) Busiest(n int) []string {
	var all []*Subscription
	var counts []uint64
	l.out.mu.Lock()
	l.session.subs.each(func(sub *Subscription) {
		at, _ := slices.BinarySearchFunc(counts, sub.delivered, func(a, b uint64) int { return cmp.Compare(b, a) })
		if at >= n {
			return
		}
		all, counts = slices.Insert(all, at, sub), slices.Insert(counts, at, sub.delivered)
		all, counts = all[:min(n, len(all))], counts[:min(n, len(counts))]
	})
	l.out.mu.Unlock()
	subjects := make([]string, 0, len(all))
	for _, sub := range all {
		subjects = append(subjects, sub.Subject())
	}
	return subjects
}
