package tidy

import (
	"testing"
)

// waiver is an exception to a rule: what it covers and why it has to be.
type waiver struct {
	rule    string // name of the rule, as given to keep
	subject string // path of the file or folder; for functions and types, path and name: "kernel/stage.go Flush"
	reason  string
}

// waiversMax bounds the table of each rule, so that an exception stays one.
const waiversMax = 3

// waivers is the table of exceptions.
var waivers = []waiver{
	{"packagesize", "kernel", "a third of its lines are comments that state invariants; it is to be split into the path " +
		"and what stands around it"},
	{"packagesize", "modules/client", "what monitoring shows of a client is to become a package of its own"},
	{"typesize", "modules/client party", "logging in and what monitoring shows are to become types of their own"},
}

// waive splits findings into those no waiver covers, and gives back the rule's waivers that cover none.
func waive(rule string, found []finding, table []waiver) (left []finding, idle []waiver) {
	used := map[waiver]bool{}
	for _, f := range found {
		covered := false
		for _, w := range table {
			if w.rule == rule && w.subject == f.subject {
				covered, used[w] = true, true
			}
		}
		if !covered {
			left = append(left, f)
		}
	}
	for _, w := range table {
		if w.rule == rule && !used[w] {
			idle = append(idle, w)
		}
	}
	return left, idle
}

func TestWaiversAreFewAndExplained(t *testing.T) {
	t.Parallel()
	count := map[string]int{}
	for _, w := range waivers {
		count[w.rule]++
		if len(w.reason) < 20 {
			t.Errorf("waiver of %s for %q: give the reason", w.rule, w.subject)
		}
	}
	for rule, n := range count {
		if n > waiversMax {
			t.Errorf("rule %s has %d waivers, more than %d", rule, n, waiversMax)
		}
	}
}

func TestWaive(t *testing.T) {
	t.Parallel()
	table := []waiver{
		{rule: "size", subject: "a.go", reason: "covers a finding"},
		{rule: "size", subject: "b.go", reason: "covers nothing"},
		{rule: "calls", subject: "c.go", reason: "belongs to another rule"},
	}
	found := []finding{{subject: "a.go"}, {subject: "c.go"}}
	left, idle := waive("size", found, table)
	if len(left) != 1 || left[0].subject != "c.go" {
		t.Errorf("left: got %v, want the finding of c.go", left)
	}
	if len(idle) != 1 || idle[0].subject != "b.go" {
		t.Errorf("idle: got %v, want the waiver of b.go", idle)
	}
}
