package status

import (
	"sync/atomic"
	"time"
)

// A Histogram counts durations by size. Any number of goroutines may observe at
// the same time.
type Histogram struct {
	bounds []time.Duration // ascending, each of a bucket; what is longer is counted in all only
	counts []atomic.Uint64 // one more than bounds
	sum    atomic.Int64    // nanoseconds
}

// NewHistogram returns one with these upper bounds of buckets, ascending.
func NewHistogram(bounds ...time.Duration) *Histogram {
	return &Histogram{bounds: bounds, counts: make([]atomic.Uint64, len(bounds)+1)}
}

// Observe counts a duration.
func (h *Histogram) Observe(d time.Duration) {
	i := 0
	for i < len(h.bounds) && d > h.bounds[i] {
		i++
	}
	h.counts[i].Add(1)
	h.sum.Add(int64(d))
}

// Counts returns how many durations there were, their sum in seconds, and how
// many were no longer than each bound, in seconds too.
func (h *Histogram) Counts() (count uint64, sum float64, buckets map[float64]uint64) {
	buckets = make(map[float64]uint64, len(h.bounds))
	for i := range h.counts {
		count += h.counts[i].Load()
		if i < len(h.bounds) {
			buckets[h.bounds[i].Seconds()] = count
		}
	}
	return count, time.Duration(h.sum.Load()).Seconds(), buckets
}
