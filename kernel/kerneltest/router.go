package kerneltest

import (
	"flag"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gnatsd/kernel"
	"gnatsd/kernel/subject"
)

var routerSeed = flag.Uint64("router.seed", 0, "seed of the random router tests; 0: a new one each time")

// Router checks that newRouter makes routers that keep the contract of
// [kernel.Router]. Each call must return one without subscriptions. The
// subscriptions have no session, and none is inserted twice.
func Router(t *testing.T, newRouter func() kernel.Router) {
	// These two need the processors to themselves, so that readers and writers meet.
	t.Run("churn", func(t *testing.T) { stableUnderChurn(t, newRouter()) })
	t.Run("memo", func(t *testing.T) { memoNeverStale(t, newRouter()) })
	t.Run("table", func(t *testing.T) { t.Parallel(); matchTable(t, newRouter) })
	t.Run("steps", func(t *testing.T) { t.Parallel(); randomSteps(t, newRouter()) })
	t.Run("duplicates", func(t *testing.T) { t.Parallel(); duplicates(t, newRouter()) })
	t.Run("crowd", func(t *testing.T) { t.Parallel(); crowdComesAndGoes(t, newRouter()) })
	t.Run("each stops", func(t *testing.T) { t.Parallel(); eachStops(t, newRouter()) })
	t.Run("generation", func(t *testing.T) { t.Parallel(); generationMoves(t, newRouter()) })
}

// source returns the randomness of a test and logs how to have it again.
func source(t *testing.T) *rand.Rand {
	seed := *routerSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("-router.seed=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func subscription(pattern, queue string) *kernel.Subscription {
	return kernel.NewSubscription(nil, []byte(pattern), []byte(queue), []byte("1"))
}

// randomSubscription is one over few tokens, so that many meet: literals,
// patterns, and members of queue groups.
func randomSubscription(r *rand.Rand) *kernel.Subscription {
	for {
		pattern := randomSubject(r, "a", "b", "ab", "a*", "*", ">")
		if subject.Valid(pattern) {
			return subscription(pattern, []string{"", "", "q", "r"}[r.IntN(4)])
		}
	}
}

// randomSubject joins one to four of the tokens.
func randomSubject(r *rand.Rand, tokens ...string) string {
	s := make([]string, 1+r.IntN(4))
	for i := range s {
		s[i] = tokens[r.IntN(len(tokens))]
	}
	return strings.Join(s, ".")
}

// model is a router that cannot be wrong.
type model []*kernel.Subscription

func (m model) match(published string) *kernel.Matches {
	found := new(kernel.Matches)
	for _, s := range m {
		switch {
		case !subject.Matches(s.Subject(), published):
		case s.Queue() == "":
			found.Plain = append(found.Plain, s)
		default:
			found.Queues = append(found.Queues, s)
		}
	}
	return found
}

func match(r kernel.Router, published string) *kernel.Matches {
	found := new(kernel.Matches)
	r.Match([]byte(published), found)
	return found
}

func sameMatches(a, b *kernel.Matches) bool {
	return same(a.Plain, b.Plain) && same(a.Queues, b.Queues)
}

// same reports whether both hold the same subscriptions, each as often.
func same(a, b []*kernel.Subscription) bool {
	times := make(map[*kernel.Subscription]int, len(a))
	for _, s := range a {
		times[s]++
	}
	for _, s := range b {
		times[s]--
	}
	for _, n := range times {
		if n != 0 {
			return false
		}
	}
	return true
}

// matchTable inserts all patterns at once and asks which of them a subject finds.
func matchTable(t *testing.T, newRouter func() kernel.Router) {
	patterns := strings.Fields("a a.b a.b.c a* * > a.* a.> *.b *.* *.> a.*.c a.b.> *.*.> a.*.> > **")
	r := newRouter()
	for _, p := range patterns {
		r.Insert(subscription(p, ""))
	}
	for _, c := range []struct{ name, published, want string }{
		{"one token", "a", "a * > >"},
		{"two tokens", "a.b", "a.b > a.* a.> *.b *.* *.> >"},
		{"three tokens", "a.b.c", "a.b.c > a.> *.> a.*.c a.b.> *.*.> a.*.> >"},
		{"unknown token", "x", "* > >"},
		{"star in a longer token", "a*", "a* * > >"},
		{"published star is literal", "a.*", "> a.* a.> *.* *.> >"},
		{"published rest is literal", "a.>", "> a.* a.> *.* *.> >"},
		{"lone published star", "*", "* > >"},
		{"two stars in one token", "**", "** * > >"},
		{"case counts", "A.b", "> *.b *.* *.> >"},
		{"empty", "", ""},
		{"leading dot", ".a", ""},
		{"trailing dot", "a.b.", ""},
		{"double dot", "a..b", ""},
		{"dot", ".", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, s := range match(r, c.published).Plain {
				got = append(got, s.Subject())
			}
			want := strings.Fields(c.want)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("Match(%q) = %q, want %q", c.published, got, want)
			}
		})
	}
}

// randomSteps inserts, removes and matches at random and compares with a model.
// What Unchanged promises is compared with what Match found before.
func randomSteps(t *testing.T, r kernel.Router) {
	type earlier struct {
		generation uint64
		found      *kernel.Matches
	}
	rnd := source(t)
	var held model
	memo := make(map[string]earlier)
	for step := range 5000 {
		grow := step/500%2 == 0 // fill, then empty, then fill …
		switch n := rnd.IntN(10); {
		case n < 3 || (grow && n < 5):
			held = append(held, randomSubscription(rnd))
			r.Insert(held[len(held)-1])
		case n < 6 && len(held) > 0:
			i := rnd.IntN(len(held))
			r.Remove(held[i])
			held = slices.Delete(held, i, i+1)
		case n == 6:
			r.Remove(randomSubscription(rnd)) // equal to some perhaps, but never one of them
		}
		published := randomSubject(rnd, "a", "b", "ab", "a*", "x", "*", ">", "")
		generation := r.Generation()
		found := match(r, published)
		if want := held.match(published); !sameMatches(found, want) {
			t.Fatalf("step %d: Match(%q) found %d plain and %d queue members, want %d and %d", step, published,
				len(found.Plain), len(found.Queues), len(want.Plain), len(want.Queues))
		}
		if old, ok := memo[published]; ok && !sameMatches(old.found, found) &&
			(old.generation == generation || r.Unchanged([]byte(published), old.generation)) {
			t.Fatalf("step %d: %q counts as unchanged since generation %d, but it is not", step, published, old.generation)
		}
		memo[published] = earlier{generation, found}
		if r.Count() != len(held) {
			t.Fatalf("step %d: Count() = %d, want %d", step, r.Count(), len(held))
		}
	}
	if got := every(r); !same(got, held) {
		t.Errorf("Each called for %d subscriptions, want %d", len(got), len(held))
	}
	for _, s := range held {
		r.Remove(s)
	}
	if got := every(r); r.Count() != 0 || len(got) != 0 {
		t.Errorf("after all were removed: Count() = %d, Each finds %d", r.Count(), len(got))
	}
}

func every(r kernel.Router) (all []*kernel.Subscription) {
	r.Each(func(s *kernel.Subscription) bool {
		all = append(all, s)
		return true
	})
	return all
}

// duplicates are subscriptions equal in all but their identity: all are held,
// and each is removed by itself.
func duplicates(t *testing.T, r kernel.Router) {
	for _, pattern := range []string{"a.b", "a.*", "a.>"} {
		for _, queue := range []string{"", "q"} {
			first, second := subscription(pattern, queue), subscription(pattern, queue)
			r.Insert(first)
			r.Remove(second)
			if found := match(r, "a.b"); !sameMatches(found, model{first}.match("a.b")) {
				t.Errorf("%s %q: removing an equal one that is not there changed something", pattern, queue)
			}
			r.Insert(second)
			if found := match(r, "a.b"); !sameMatches(found, model{first, second}.match("a.b")) {
				t.Errorf("%s %q: two equal ones are not found both", pattern, queue)
			}
			r.Remove(first)
			if found := match(r, "a.b"); !sameMatches(found, model{second}.match("a.b")) {
				t.Errorf("%s %q: after removing the first, the second is not what is left", pattern, queue)
			}
			r.Remove(second)
			r.Remove(second)
			if r.Count() != 0 {
				t.Errorf("%s %q: Count() = %d after both were removed", pattern, queue, r.Count())
			}
		}
	}
}

// crowdComesAndGoes has many subscribe to one subject, plain and in groups.
func crowdComesAndGoes(t *testing.T, r kernel.Router) {
	rnd := source(t)
	for _, pattern := range []string{"crowd.here", "crowd.*"} {
		var held model
		for range 1000 {
			held = append(held, subscription(pattern, []string{"", "q"}[rnd.IntN(2)]))
			r.Insert(held[len(held)-1])
		}
		rnd.Shuffle(len(held), func(i, j int) { held[i], held[j] = held[j], held[i] })
		for len(held) > 0 {
			if len(held)%50 == 0 || len(held) < 5 {
				if found := match(r, "crowd.here"); !sameMatches(found, held.match("crowd.here")) {
					t.Fatalf("%s: with %d left, %d plain and %d queue members found",
						pattern, len(held), len(found.Plain), len(found.Queues))
				}
			}
			r.Remove(held[0])
			held = held[1:]
		}
		if found := match(r, "crowd.here"); len(found.Plain)+len(found.Queues) > 0 {
			t.Errorf("%s: somebody is found when all have left", pattern)
		}
	}
}

func eachStops(t *testing.T, r kernel.Router) {
	for _, pattern := range []string{"a", "a", "b", "a.*", "a.*", "a.>", "*.b", "*.*.c"} {
		r.Insert(subscription(pattern, ""))
	}
	for limit := 1; limit <= r.Count(); limit++ {
		calls := 0
		r.Each(func(*kernel.Subscription) bool {
			calls++
			return calls < limit
		})
		if calls != limit {
			t.Errorf("Each called %d times, want %d", calls, limit)
		}
	}
}

// generationMoves checks that each change makes a new generation, that what it
// concerns is not called unchanged, and that nothing else makes one.
func generationMoves(t *testing.T, r kernel.Router) {
	seen := map[uint64]bool{r.Generation(): true}
	changed := func(what, published string, since uint64) {
		t.Helper()
		if g := r.Generation(); seen[g] {
			t.Errorf("%s: generation %d was there before", what, g)
		} else {
			seen[g] = true
		}
		if r.Unchanged([]byte(published), since) {
			t.Errorf("%s: %s counts as unchanged", what, published)
		}
	}
	for pattern, published := range map[string]string{
		"a.b": "a.b", "a": "a", "*": "a", ">": "a.b", "a.*": "a.b", "a.>": "a.b.c", "*.b": "a.b",
		"a.b.>": "a.b.c", "a.b.*": "a.b.c", "a.*.c": "a.b.c", "a.b.c.*": "a.b.c.d", "a.b.*.d": "a.b.c.d",
	} {
		s := subscription(pattern, "")
		before := r.Generation()
		r.Insert(s)
		changed("insert "+pattern, published, before)
		before = r.Generation()
		match(r, published)
		if r.Generation() != before {
			t.Errorf("Match made a new generation")
		}
		r.Remove(s)
		changed("remove "+pattern, published, before)
	}
}
