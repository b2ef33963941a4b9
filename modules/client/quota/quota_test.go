package quota

// Goal: nothing passes that the rate does not allow, and nothing is remembered
// without need. Method: a clock of the test's own.

import (
	"testing"
	"time"

	"gnatsd/kernel"
)

func TestBucket(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rate kernel.Rate
		size int
		each time.Duration // between two messages
		want int           // that pass, of 100
	}{
		"no bound":                     {kernel.Rate{}, 1 << 20, 0, 100},
		"a second's worth at once":     {kernel.Rate{Messages: 10}, 1, 0, 10},
		"as fast as allowed":           {kernel.Rate{Messages: 10}, 1, 100 * time.Millisecond, 100},
		"twice as fast":                {kernel.Rate{Messages: 10}, 1, 50 * time.Millisecond, 59},
		"bytes":                        {kernel.Rate{Bytes: 1000}, 100, 0, 10},
		"the bound that is met first":  {kernel.Rate{Messages: 50, Bytes: 1000}, 100, 0, 10},
		"one that is larger than that": {kernel.Rate{Bytes: 1000}, 5000, time.Second, 20},
		"empty ones cost no bytes":     {kernel.Rate{Bytes: 1000}, 0, 0, 100},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b Bucket
			b.Set(c.rate)
			now, got := time.Unix(1, 0), 0
			for range 100 {
				if b.Take(now, c.size) == 0 {
					got++
				}
				now = now.Add(c.each)
			}
			if got != c.want {
				t.Errorf("%d pass, want %d", got, c.want)
			}
		})
	}
}

// Who waits for as long as it was told may go on, and not earlier.
func TestBucketSaysHowLong(t *testing.T) {
	t.Parallel()
	var b Bucket
	b.Set(kernel.Rate{Messages: 4, Bytes: 1000})
	now := time.Unix(1, 0)
	if b.Take(now, 3000) != 0 {
		t.Fatal("a full bucket holds back")
	}
	wait := b.Take(now, 0)
	if b.Take(now.Add(wait-time.Millisecond), 0) == 0 {
		t.Errorf("passes before %v are over", wait)
	}
	if left := b.Take(now.Add(wait+time.Microsecond), 0); left != 0 {
		t.Errorf("has to wait %v more after %v", left, wait)
	}
}

func TestRegister(t *testing.T) {
	t.Parallel()
	var r Register[string]
	for i, want := range []bool{true, true, false} {
		if _, ok := r.Enter("a", 2); ok != want {
			t.Errorf("member %d: entered %v, want %v", i, ok, want)
		}
	}
	if _, ok := r.Enter("b", 2); !ok {
		t.Error("another key is full")
	}
	r.Leave("a")
	if _, ok := r.Enter("a", 2); !ok {
		t.Error("there is no room after one has left")
	}
	if got := r.Members("a"); got != 2 {
		t.Errorf("%d members", got)
	}
	for range 2 {
		r.Leave("a")
	}
	r.Leave("b")
	r.Leave("b") // once too often
	if len(r.entries) != 0 || r.vacant != 0 {
		t.Errorf("%d entries are left, %d vacant", len(r.entries), r.vacant)
	}
}

// I1: a bucket that owes something outlives the members, but not without bound.
func TestRegisterKeepsDebts(t *testing.T) {
	t.Parallel()
	var r Register[int]
	spend := func(key int) {
		b, ok := r.Enter(key, 1)
		if !ok {
			t.Fatalf("key %d is full", key)
		}
		b.Set(kernel.Rate{Messages: 1})
		b.Take(time.Now().Add(time.Hour), 1)
		r.Leave(key)
	}
	spend(0)
	b, _ := r.Enter(0, 1)
	if b.Take(time.Now(), 1) == 0 {
		t.Error("a new beginning makes up for what is owed")
	}
	r.Leave(0)
	for key := range 3 * vacantMax {
		spend(key)
	}
	if len(r.entries) > vacantMax+1 || r.vacant != len(r.entries) {
		t.Errorf("%d keys are kept, %d vacant", len(r.entries), r.vacant)
	}
}
