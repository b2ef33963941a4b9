package routing_test

import (
	"testing"

	"go.uber.org/fx"

	"gnatsd/kernel"
	"gnatsd/kernel/kerneltest"
	"gnatsd/kernel/subject"
	"gnatsd/modules/routing"
)

func TestContract(t *testing.T) {
	kerneltest.Router(t, func() kernel.Router { return routing.NewRouters().NewRouter("$G") })
}

func TestModuleProvidesRouters(t *testing.T) {
	t.Parallel()
	var routers kernel.Routers
	app := fx.New(routing.Module, fx.Populate(&routers), fx.NopLogger)
	if err := app.Err(); err != nil {
		t.Fatal(err)
	}
	if routers.NewRouter("A") == routers.NewRouter("B") {
		t.Error("two accounts share a router")
	}
}

// One subscription inserted twice is held once, and makes no new generation.
func TestInsertTwice(t *testing.T) {
	t.Parallel()
	for _, others := range []int{0, 1, 10} {
		for _, pattern := range []string{"a.b", "a.*"} {
			r := inserted(subscriptions(pattern, others))
			s := subscriptions(pattern, 1)[0]
			r.Insert(s)
			before := r.Generation()
			r.Insert(s)
			if r.Count() != others+1 || r.Generation() != before {
				t.Errorf("%s beside %d: Count() = %d after the second Insert", pattern, others, r.Count())
			}
			r.Remove(s)
			if r.Count() != others {
				t.Errorf("%s beside %d: Count() = %d after Remove", pattern, others, r.Count())
			}
		}
	}
}

// Changes elsewhere leave what was found valid; else publishers would pay for
// every reply subject that comes and goes.
func TestUnrelatedChangesLeaveUnchanged(t *testing.T) {
	t.Parallel()
	const changes = 100
	r := inserted(subscriptions("orders.new", 1), subscriptions("orders.*", 1), subscriptions(">", 1))
	for _, format := range []string{"_INBOX.%d", "_INBOX.%d.*", "orders.%d.*", "orders.%d.>", "orders.new.%d"} {
		kept := 0
		for _, s := range subscriptions(format, changes) {
			since := r.Generation()
			r.Insert(s)
			r.Remove(s)
			if r.Unchanged([]byte("orders.new"), since) {
				kept++
			}
		}
		// Three of 1024 stamps are asked; 100 changes meet them 0.3 times on average.
		if kept < changes-10 {
			t.Errorf("%s: orders.new stays unchanged %d times of %d", format, kept, changes)
		}
	}
}

// FuzzMatch compares the trie and the table with the grammar's own matching.
func FuzzMatch(f *testing.F) {
	for _, s := range [][2]string{
		{"a.b", "a.b"}, {"*.>", "a.b"}, {"a..b", "a..b"}, {">", ""}, {"a.*.c", "a.b.c"}, {"a.*", "a.*"}, {"*.*.*", "a.b"},
	} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, pattern, published string) {
		if !subject.Valid(pattern) {
			return
		}
		r := routing.New()
		r.Insert(kernel.NewSubscription(nil, []byte(pattern), nil, nil))
		found := new(kernel.Matches)
		r.Match([]byte(published), found)
		if want := subject.Matches(pattern, published); (len(found.Plain) == 1) != want {
			t.Fatalf("%q matches %q: %v, want %v", pattern, published, len(found.Plain), want)
		}
	})
}
