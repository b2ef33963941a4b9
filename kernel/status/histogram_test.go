package status_test

import (
	"maps"
	"sync"
	"testing"
	"time"

	"gnatsd/kernel/status"
)

func TestHistogram(t *testing.T) {
	t.Parallel()
	h := status.NewHistogram(time.Millisecond, time.Second)
	var all sync.WaitGroup
	for _, d := range []time.Duration{0, time.Millisecond, 2 * time.Millisecond, time.Second, time.Minute} {
		all.Go(func() { h.Observe(d) })
	}
	all.Wait()
	count, sum, buckets := h.Counts()
	if count != 5 || sum != 61.003 || !maps.Equal(buckets, map[float64]uint64{.001: 2, 1: 4}) {
		t.Errorf("%d of %v s: %v", count, sum, buckets)
	}
}
