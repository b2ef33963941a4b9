package kernel

import (
	"math/rand/v2"
	"strconv"
	"testing"
)

// The table does what a map does, through growing, shrinking and closing gaps.
func TestSubTableEqualsAMap(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 1))
	var table subTable
	model := map[string]*Subscription{}
	for step := range 50_000 {
		sid := strconv.Itoa(random.IntN(400))
		sub := NewSubscription(nil, []byte("a"), nil, []byte(sid))
		switch have := model[sid]; {
		case have == nil && random.IntN(3) > 0:
			table.put(sub)
			model[sid] = sub
		case have != nil && (random.IntN(3) == 0 || step > 40_000):
			if table.remove(sub) {
				t.Fatalf("seed %d: removed a stranger with the sid", seed)
			}
			if !table.remove(have) {
				t.Fatalf("seed %d: %s is not there", seed, sid)
			}
			delete(model, sid)
		}
		if table.get([]byte(sid)) != model[sid] || table.count != len(model) {
			t.Fatalf("seed %d, step %d: %d subscriptions, want %d", seed, step, table.count, len(model))
		}
	}
	seen := 0
	table.each(func(s *Subscription) {
		seen++
		if model[s.SID()] != s {
			t.Errorf("seed %d: each found %s", seed, s.SID())
		}
	})
	if seen != len(model) {
		t.Errorf("seed %d: each found %d of %d", seed, seen, len(model))
	}
}
