package workload

import (
	"gnatsd/bench/figures"
	"gnatsd/bench/proc"
)

// Goal is a ratio of ours to another server that the project set itself.
type Goal struct {
	Workload string
	Metric   figures.Metric
	Against  proc.Kind
	Must     float64 // the ratio has to be at most this
	Aim      float64 // and should be this
}

// Goals returns the goals. Beside them, ours has to deliver at a higher rate than nats-server in every row.
func Goals() []Goal {
	return []Goal{
		{"1to1-16B", figures.CPU, proc.NATS, 0.14, 0.09},
		{"1to1-16B", figures.CPU, proc.ByteCopy, 3.0, 2.0},
		{"1to1-128B", figures.CPU, proc.NATS, 0.25, 0.18},
		{"1to1-128B", figures.CPU, proc.ByteCopy, 1.9, 1.5},
		{"1to1-1KiB", figures.CPU, proc.NATS, 0.52, 0.45},
		{"1to1-1KiB", figures.CPU, proc.ByteCopy, 1.2, 1.1},
		{"1to1-8KiB", figures.CPU, proc.NATS, 0.75, 0.65},
		{"1to1-8KiB", figures.CPU, proc.ByteCopy, 1.2, 1.1},
		{"1to0-16B", figures.CPU, proc.NATS, 0.20, 0.15},
		{"1to100-128B", figures.CPU, proc.NATS, 0.18, 0.11},
		{"1to100-128B", figures.CPU, proc.ByteCopy, 2.2, 1.4},
		{"1to1000-128B", figures.CPU, proc.NATS, 0.25, 0.15},
		{"4to4-128B", figures.CPU, proc.NATS, 0.50, 0.35},
		{"subjects-1k", figures.CPU, proc.NATS, 0.18, 0.12},
		{"subjects-100k", figures.CPU, proc.NATS, 0.20, 0.12},
		{"wildcard-100k", figures.CPU, proc.NATS, 0.18, 0.12},
		{"queue-4", figures.CPU, proc.NATS, 0.20, 0.12},
		{"tls-128B", figures.CPU, proc.NATS, 0.7, 0.5},
		{"tls-1KiB", figures.CPU, proc.NATS, 0.7, 0.6},
		{"roundtrip", figures.P50, proc.NATS, 0.5, 0.3},
		{"roundtrip", figures.P99, proc.NATS, 0.5, 0.3},
		{"idle-10k", figures.EachSize, proc.NATS, 0.15, 0.12},
		{"subscriptions-500k", figures.EachSize, proc.NATS, 0.25, 0.15},
		{"subscriptions-500k", figures.CPU, proc.NATS, 0.25, 0.15},
		{"1to10000-128B", figures.RSS, proc.NATS, 1.0, 0.5},
	}
}

// GoalFor finds the goal of a ratio.
func GoalFor(workload string, metric figures.Metric, against proc.Kind) (Goal, bool) {
	for _, goal := range Goals() {
		if goal.Workload == workload && goal.Metric == metric && goal.Against == against {
			return goal, true
		}
	}
	return Goal{}, false
}

// Verdict puts a ratio beside the goal in a word.
func (g Goal) Verdict(ratio float64) string {
	switch {
	case ratio <= g.Aim:
		return "aim"
	case ratio <= g.Must:
		return "must"
	default:
		return "MISSED"
	}
}
