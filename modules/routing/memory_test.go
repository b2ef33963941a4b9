package routing_test

import (
	"fmt"
	"testing"

	"gnatsd/kernel"
	"gnatsd/modules/routing"
)

// These tests read the size of the heap, so they do not run in parallel.

// scaled is n, or a sixteenth of it where checks make everything slow.
func scaled(n int) int {
	if kernel.Invariants {
		return n / 16
	}
	return n
}

// What is removed gives its memory back, whatever kind it was.
func TestRemovedLeavesNothing(t *testing.T) {
	const most = 64 << 10
	for _, c := range []struct{ name, format string }{
		{"literal", "orders.%d.created"},
		{"pattern", "_INBOX.%d.*"},
		{"deep pattern", "a.*.%d.*.b.>"},
		{"crowd", "news"},
		{"crowd of a pattern", "news.>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			subs := subscriptions(c.format, scaled(100_000))
			r := routing.New()
			before := retained()
			for _, s := range subs {
				r.Insert(s)
			}
			held := retained() - before
			for _, s := range subs {
				r.Remove(s)
			}
			if left := retained() - before; left > most {
				t.Errorf("%d bytes are left of %d", left, held)
			}
			if r.Count() != 0 {
				t.Errorf("Count() = %d", r.Count())
			}
		})
	}
}

// A subscriber of a subject of its own costs less than 40 bytes beside the
// subscription itself, a pattern of its own less than 110.
// That is so even when the table has just grown.
func TestSubscriptionIsCheap(t *testing.T) {
	n := scaled(1<<19 + 10_000)
	for _, c := range []struct {
		format string
		most   int64
	}{
		{"orders.%d.created", 40},
		{"_INBOX.%d.*", 110},
	} {
		subs := subscriptions(c.format, n)
		before := retained()
		r := inserted(subs)
		if each := (retained() - before) / int64(n); each > c.most {
			t.Errorf("%s: %d bytes per subscription, want at most %d", c.format, each, c.most)
		}
		if r.Count() != len(subs) {
			t.Errorf("%s: Count() = %d", c.format, r.Count())
		}
	}
}

// Publishing keeps nothing, however many subjects there are.
func TestPublishedSubjectsLeaveNothing(t *testing.T) {
	r := inserted(subscriptions("orders.%d.created", 1000), subscriptions("orders.*.%d", 10))
	m := new(kernel.Matches)
	var published []byte
	before := retained()
	for i := range scaled(1_000_000) {
		published = fmt.Appendf(published[:0], "orders.%d.created", i)
		m.Reset()
		r.Match(published, m)
		r.Unchanged(published, 0)
	}
	if grown := retained() - before; grown > 64<<10 {
		t.Errorf("publishing left %d bytes", grown)
	}
}

func TestMatchAllocatesNothing(t *testing.T) {
	r := inserted(subscriptions("a.%d", 100), subscriptions("a.*", 20), subscriptions("a.>", 1),
		subscriptions("*.7", 1), subscriptions("a.*.b.*.%d", 50), subscriptions("a.x.*.y.%d", 50))
	m := new(kernel.Matches)
	for _, published := range []string{"a.7", "a.x.b.y.7", "nobody", "a..b", ""} {
		subject := []byte(published)
		r.Match(subject, m) // so that m has room
		if n := testing.AllocsPerRun(100, func() {
			m.Reset()
			r.Match(subject, m)
			r.Unchanged(subject, r.Generation()-1)
		}); n != 0 {
			t.Errorf("Match(%q) allocates %v times", published, n)
		}
	}
}
