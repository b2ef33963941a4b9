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
	churners    = 2
	churnSteps  = 3000
	matchers    = 2
	matchSteps  = 3000
	notTooMany  = 60 // subscriptions each churner holds at most
	memoTokens  = 3
	memoDepth   = 2
	maxSubjects = memoTokens + memoTokens*memoTokens
)

// stableUnderChurn holds some subscriptions all the time while others come and
// go. Each Match must find each of the former exactly once, and nothing that
// does not match.
func stableUnderChurn(t *testing.T, r kernel.Router) {
	rnd := source(t)
	var stable model
	for range 40 {
		stable = append(stable, randomSubscription(rnd))
		r.Insert(stable[len(stable)-1])
	}
	var work sync.WaitGroup
	for range churners {
		seed := rnd.Uint64()
		work.Go(func() { churn(r, rand.New(rand.NewPCG(seed, 0))) })
	}
	for range matchers {
		seed := rnd.Uint64()
		work.Go(func() { expectStable(t, r, stable, rand.New(rand.NewPCG(seed, 0))) })
	}
	work.Wait()
	if r.Count() != len(stable) || !same(every(r), stable) {
		t.Errorf("%d subscriptions are left, want the %d that were there before", r.Count(), len(stable))
	}
}

// churn inserts and removes at random and leaves nothing behind.
func churn(r kernel.Router, rnd *rand.Rand) {
	var held model
	for range churnSteps {
		if len(held) == 0 || (len(held) < notTooMany && rnd.IntN(2) == 0) {
			held = append(held, randomSubscription(rnd))
			r.Insert(held[len(held)-1])
			continue
		}
		i := rnd.IntN(len(held))
		r.Remove(held[i])
		held[i] = held[len(held)-1]
		held = held[:len(held)-1]
	}
	for _, s := range held {
		r.Remove(s)
	}
}

func expectStable(t *testing.T, r kernel.Router, stable model, rnd *rand.Rand) {
	var found kernel.Matches
	for range matchSteps {
		published := randomSubject(rnd, "a", "b", "ab", "a*", "x", "")
		found.Reset()
		r.Match([]byte(published), &found)
		times := make(map[*kernel.Subscription]int)
		for i, list := range [][]*kernel.Subscription{found.Plain, found.Queues} {
			for _, s := range list {
				times[s]++
				if !subject.Matches(s.Subject(), published) || (s.Queue() != "") != (i == 1) {
					t.Errorf("Match(%q) found %q of queue %q in list %d", published, s.Subject(), s.Queue(), i)
					return
				}
			}
		}
		for _, s := range stable {
			want := 0
			if subject.Matches(s.Subject(), published) {
				want = 1
			}
			if times[s] != want {
				t.Errorf("Match(%q) found the stable %q %d times, want %d", published, s.Subject(), times[s], want)
				return
			}
		}
	}
}

// memoNeverStale models what a session does: it keeps what Match found and asks
// Generation and Unchanged whether that still holds. Writers announce what they
// have inserted and what they have removed, and a memo that was found valid
// after the announcement must agree with it.
func memoNeverStale(t *testing.T, r kernel.Router) {
	rnd := source(t)
	var announced [churners]announcement
	var writers, readers sync.WaitGroup
	var done atomic.Bool
	for i := range announced {
		seed := rnd.Uint64()
		writers.Go(func() { announced[i].write(r, rand.New(rand.NewPCG(seed, 0))) })
	}
	for range matchers {
		seed := rnd.Uint64()
		readers.Go(func() {
			m := memo{router: r, answers: make(map[string]*answer, maxSubjects)}
			rnd := rand.New(rand.NewPCG(seed, 0))
			for !done.Load() && !t.Failed() {
				m.check(t, announced[:], memoSubject(rnd, "a", "b", "c"))
			}
		})
	}
	writers.Wait()
	done.Store(true)
	readers.Wait()
}

// memoSubject has few values, so that each is asked for again and again.
func memoSubject(rnd *rand.Rand, tokens ...string) string {
	s := tokens[rnd.IntN(len(tokens))]
	for range rnd.IntN(memoDepth) {
		s += "." + tokens[rnd.IntN(len(tokens))]
	}
	return s
}

// An announcement is what one writer says of its last changes.
type announcement struct {
	in  atomic.Pointer[kernel.Subscription] // inserted, and not yet being removed
	out atomic.Pointer[kernel.Subscription] // removed for ever
}

func (a *announcement) write(r kernel.Router, rnd *rand.Rand) {
	for range churnSteps {
		pattern := memoSubject(rnd, "a", "b", "c", "*", ">")
		if !subject.Valid(pattern) {
			continue
		}
		s := subscription(pattern, "")
		r.Insert(s)
		a.in.Store(s)
		if rnd.IntN(4) == 0 {
			r.Match([]byte("a.b"), new(kernel.Matches)) // let it stay a little
		}
		a.in.Store(nil)
		r.Remove(s)
		a.out.Store(s)
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
	found := m.match(published).Plain
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
