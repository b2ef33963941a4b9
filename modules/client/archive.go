package client

import (
	"maps"
	"sync"

	"gnatsd/kernel"
)

// An archive remembers the connections closed last, and counts all that were by
// reason.
type archive struct {
	max int

	mu      sync.Mutex // guards all below
	ring    []*record  // grows up to max; then next is the oldest
	next    int
	reasons map[kernel.Reason]uint64
	// accounts holds the traffic of closed connections; accounts are configured,
	// so there is a bounded number of them.
	accounts map[string]AccountStat
}

func (a *archive) add(r record) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.reasons == nil {
		a.reasons = map[kernel.Reason]uint64{}
	}
	a.reasons[r.reason]++
	a.count(&r)
	switch {
	case len(a.ring) < a.max:
		a.ring = append(a.ring, &r)
	case a.max > 0:
		a.ring[a.next] = &r
		a.next = (a.next + 1) % a.max
	}
}

// all returns the records, which nobody changes, oldest first.
func (a *archive) all() []*record {
	a.mu.Lock()
	defer a.mu.Unlock()
	records := make([]*record, 0, len(a.ring))
	return append(append(records, a.ring[a.next:]...), a.ring[:a.next]...)
}

// counts returns how many connections were closed for each reason.
func (a *archive) counts() map[kernel.Reason]uint64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.reasons)
}
