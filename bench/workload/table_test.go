// Goal: the tables of workloads and goals are consistent, and shrinking a workload keeps it meaningful.
package workload_test

import (
	"testing"

	"gnatsd/bench/load"
	"gnatsd/bench/proc"
	"gnatsd/bench/workload"
)

func TestTable(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, w := range workload.All() {
		if seen[w.Name] {
			t.Errorf("%s is in the table twice", w.Name)
		}
		seen[w.Name] = true
		if w.Title == "" || w.Unit == "" {
			t.Errorf("%s has no title or unit", w.Name)
		}
		for _, kind := range []proc.Kind{proc.Ours, proc.NATS} {
			if !w.RunsOn(kind) {
				t.Errorf("%s does not run on %s", w.Name, kind)
			}
		}
		checkKind(t, w)
		checkKind(t, w.Small())
	}
}

// checkKind checks that a workload says what its kind needs.
func checkKind(t *testing.T, w workload.Workload) {
	t.Helper()
	switch w.Kind {
	case workload.Stream, workload.Beside, workload.Fair:
		if w.Shape.Payload < 1 || w.Shape.Publishers < 1 || w.Shape.Subjects < 1 {
			t.Errorf("%s lacks a payload, a publisher or a subject: %+v", w.Name, w.Shape)
		}
		if w.Shape.Spread && w.Shape.Subjects < w.Shape.Subscribers {
			t.Errorf("%s leaves a subscriber without a subject", w.Name)
		}
		if one := w.Shape.Subjects == 1; !one && w.RunsOn(proc.ByteCopy) {
			t.Errorf("%s asks the relay to tell subjects apart", w.Name)
		}
	case workload.RoundTrip:
		if w.Shape.Payload < 1 {
			t.Errorf("%s has no payload", w.Name)
		}
	default:
		if w.Count < 1 || w.Count > 900_000 {
			t.Errorf("%s counts %d", w.Name, w.Count)
		}
	}
}

func TestGoalsNameWorkloads(t *testing.T) {
	t.Parallel()
	byName := map[string]workload.Workload{}
	for _, w := range workload.All() {
		byName[w.Name] = w
	}
	for _, goal := range workload.Goals() {
		if w, ok := byName[goal.Workload]; !ok || !w.RunsOn(goal.Against) {
			t.Errorf("goal for %s against %s, which is never measured", goal.Workload, goal.Against)
		}
		if goal.Aim > goal.Must || goal.Aim <= 0 {
			t.Errorf("goal for %s: aim %v, must %v", goal.Workload, goal.Aim, goal.Must)
		}
		if found, ok := workload.GoalFor(goal.Workload, goal.Metric, goal.Against); !ok || found != goal {
			t.Errorf("GoalFor(%s, %s, %s) = %v, %v", goal.Workload, goal.Metric, goal.Against, found, ok)
		}
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	goal := workload.Goal{Must: 0.5, Aim: 0.3}
	for ratio, want := range map[float64]string{0.1: "aim", 0.3: "aim", 0.31: "must", 0.5: "must", 0.51: "MISSED"} {
		if got := goal.Verdict(ratio); got != want {
			t.Errorf("Verdict(%v) = %q, want %q", ratio, got, want)
		}
	}
}

func TestLimited(t *testing.T) {
	t.Parallel()
	crowd := workload.Workload{Shape: load.Shape{Publishers: 1, Subscribers: 10_000, Subjects: 1}}
	idle := workload.Workload{Kind: workload.Idle, Count: 10_000}
	for name, test := range map[string]struct {
		workload workload.Workload
		files    int
		changed  bool
	}{
		"crowd fits":       {crowd, 20_000, false},
		"crowd is reduced": {crowd, 1024, true},
		"idle fits":        {idle, 10_100, false},
		"idle is reduced":  {idle, 4096, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limited, changed := test.workload.Limited(test.files)
			if changed != test.changed || limited.Connections() >= test.files || limited.Connections() < 1 {
				t.Errorf("%d connections, changed %v with %d files", limited.Connections(), changed, test.files)
			}
		})
	}
}
