package kerneltest

import (
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"gnatsd/kernel"
	"gnatsd/kernel/subject"
)

const (
	churners = 2
	matchers = 2
	heldMost = 30 // subscriptions each churner holds at most
)

// A contest keeps writers and readers at it until both have done enough: on a
// busy machine one of them may hardly run while the other does.
type contest struct {
	t    *testing.T
	read atomic.Int64
}

// on reports whether a writer that has made so many steps should make another.
func (c *contest) on(step, enough int) bool {
	if kernel.Invariants { // as under the race detector: all is slow
		enough /= 10
	}
	return !c.t.Failed() && (step < enough || c.read.Load() < int64(enough))
}

// few are so few subjects that everything meets on them all the time.
var few = []string{"a", "b", "a.a", "a.b", "b.b", "a.b.a"}

// fewSubscription is a subscription that matches some of the few.
func fewSubscription(rnd *rand.Rand) *kernel.Subscription {
	patterns := []string{"a", "b", "a.a", "a.b", "b.b", "a.b.a", "*", ">", "a.*", "*.b", "a.>", "a.*.a", "a.b.>", "*.b.*"}
	return subscription(patterns[rnd.IntN(len(patterns))], []string{"", "", "q"}[rnd.IntN(3)])
}

// stableUnderChurn holds some subscriptions all the time while others come and
// go. Each Match must find each of the former exactly once, and nothing that
// does not match. There are fewer stable ones than subjects to subscribe to, so
// that all sizes of crowd occur around them.
func stableUnderChurn(t *testing.T, r kernel.Router) {
	rnd := source(t)
	var stable model
	for range 10 {
		stable = append(stable, fewSubscription(rnd))
		r.Insert(stable[len(stable)-1])
	}
	var churning, matching sync.WaitGroup
	var done atomic.Bool
	contest := contest{t: t}
	for i := range churners {
		rnd := rand.New(rand.NewPCG(rnd.Uint64(), 0))
		churning.Go(func() { contest.churn(r, rnd, 1+i*heldMost) })
	}
	for range matchers {
		rnd := rand.New(rand.NewPCG(rnd.Uint64(), 0))
		matching.Go(func() {
			for !done.Load() && expectStable(t, r, stable, few[rnd.IntN(len(few))]) {
				contest.read.Add(1)
			}
		})
	}
	churning.Wait()
	done.Store(true)
	matching.Wait()
	if r.Count() != len(stable) || !same(every(r), stable) {
		t.Errorf("%d subscriptions are left, want the %d that were there before", r.Count(), len(stable))
	}
}

// churn inserts and removes at random, holds so many at most, and leaves nothing
// behind.
func (c *contest) churn(r kernel.Router, rnd *rand.Rand, most int) {
	var mine model
	for step := 0; c.on(step, 200_000); step++ {
		if len(mine) == 0 || (len(mine) < most && rnd.IntN(2) == 0) {
			mine = append(mine, fewSubscription(rnd))
			r.Insert(mine[len(mine)-1])
			continue
		}
		i := rnd.IntN(len(mine))
		r.Remove(mine[i])
		mine[i] = mine[len(mine)-1]
		mine = mine[:len(mine)-1]
	}
	for _, s := range mine {
		r.Remove(s)
	}
}

func expectStable(t *testing.T, r kernel.Router, stable model, published string) bool {
	found := match(r, published)
	for i, list := range [][]*kernel.Subscription{found.Plain, found.Queues} {
		for _, s := range list {
			if !subject.Matches(s.Subject(), published) || (s.Queue() != "") != (i == 1) {
				t.Errorf("Match(%q) found %q of queue %q in list %d", published, s.Subject(), s.Queue(), i)
				return false
			}
		}
	}
	for _, s := range stable {
		want, times := 0, 0
		if subject.Matches(s.Subject(), published) {
			want = 1
		}
		for _, f := range append(found.Plain, found.Queues...) {
			if f == s {
				times++
			}
		}
		if times != want {
			t.Errorf("Match(%q) found the stable %q %d times, want %d", published, s.Subject(), times, want)
			return false
		}
	}
	return true
}

// memoNeverStale models what a session does: it keeps what Match found and asks
// Generation and Unchanged whether that still holds. Writers announce what they
// have inserted and what they have removed, and a memo that was found valid
// after the announcement must agree with it.
func memoNeverStale(t *testing.T, r kernel.Router) {
	rnd := source(t)
	var announced [churners]announcement
	var writing, checking sync.WaitGroup
	var done atomic.Bool
	contest := contest{t: t}
	for i := range announced {
		rnd := rand.New(rand.NewPCG(rnd.Uint64(), 0))
		writing.Go(func() { announced[i].write(&contest, r, rnd) })
	}
	for range matchers {
		rnd := rand.New(rand.NewPCG(rnd.Uint64(), 0))
		checking.Go(func() {
			m := memo{router: r, answers: make(map[string]*answer, len(few))}
			for !done.Load() && !t.Failed() {
				m.check(t, announced[:], few[rnd.IntN(len(few))])
				contest.read.Add(1)
			}
		})
	}
	writing.Wait()
	done.Store(true)
	checking.Wait()
}

// An announcement is what one writer says of its last changes.
type announcement struct {
	in  atomic.Pointer[kernel.Subscription] // inserted, and not yet being removed
	out atomic.Pointer[kernel.Subscription] // removed for ever
}

func (a *announcement) write(c *contest, r kernel.Router, rnd *rand.Rand) {
	pause := func() { // a random while, for the readers to look
		for range rnd.IntN(20) {
			match(r, few[0])
		}
	}
	for step := 0; c.on(step, 50_000); step++ {
		s := fewSubscription(rnd)
		r.Insert(s)
		a.in.Store(s)
		pause()
		a.in.Store(nil)
		r.Remove(s)
		a.out.Store(s)
		pause()
	}
}

type answer struct {
	generation uint64
	found      kernel.Matches
}

// memo is the session's cache.
type memo struct {
	router  kernel.Router
	answers map[string]*answer
}

// match answers from the memo if that is valid.
func (m *memo) match(published string) *kernel.Matches {
	now := m.router.Generation()
	a := m.answers[published]
	switch {
	case a == nil:
		a = new(answer)
		m.answers[published] = a
	case a.generation == now:
		return &a.found
	case m.router.Unchanged([]byte(published), a.generation):
		a.generation = now
		return &a.found
	}
	a.generation = now
	a.found.Reset()
	m.router.Match([]byte(published), &a.found)
	return &a.found
}

func (m *memo) check(t *testing.T, announced []announcement, published string) {
	var in, out [churners]*kernel.Subscription
	for i := range announced {
		in[i], out[i] = announced[i].in.Load(), announced[i].out.Load()
	}
	matches := m.match(published)
	found := slices.Concat(matches.Plain, matches.Queues)
	for i := range announced {
		s := in[i]
		if s != nil && announced[i].in.Load() == s && subject.Matches(s.Subject(), published) && !slices.Contains(found, s) {
			t.Errorf("the memo of %q lacks %q, whose Insert has returned", published, s.Subject())
		}
		if slices.Contains(found, out[i]) {
			t.Errorf("the memo of %q has %q, whose Remove has returned", published, out[i].Subject())
		}
	}
}
