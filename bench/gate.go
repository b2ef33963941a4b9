package main

import (
	"errors"
	"fmt"
	"slices"

	"gnatsd/bench/figures"
	"gnatsd/bench/proc"
	"gnatsd/bench/report"
	"gnatsd/bench/workload"
)

// gate is a CPU ratio of ours to another kind of server that must not be exceeded.
type gate struct {
	workload string
	against  proc.Kind
	limit    float64
}

// known reports whether there is a workload of that name.
func known(name string) bool {
	return slices.ContainsFunc(workload.All(), func(w workload.Workload) bool { return w.Name == name })
}

// judge returns what makes the run a failure: ours or the relay broken, messages lost, a gate exceeded. What peers
// do wrong is in the report and no failure of ours.
func judge(r *report.Report, gates []gate) error {
	var errs []error
	for _, result := range r.Results {
		if result.Kind != proc.Ours && result.Kind != proc.ByteCopy {
			continue
		}
		for _, text := range result.Errors {
			errs = append(errs, fmt.Errorf("%s on %s: %s", result.Workload, result.Server, text))
		}
		if lost := result.Summary[figures.Lost]; lost != 0 {
			errs = append(errs, fmt.Errorf("%s on %s: %.0f messages lost", result.Workload, result.Server, lost))
		}
	}
	for _, gate := range gates {
		errs = append(errs, gate.check(r))
	}
	return errors.Join(errs...)
}

// check fails when the ratio is above the limit or was not measured.
func (g gate) check(r *report.Report) error {
	checked := false
	for _, result := range r.Results {
		ratio, ok := result.Ratios[figures.CPU]
		if result.Workload != g.workload || result.Kind != g.against || !ok {
			continue
		}
		checked = true
		if ratio.PerRound > g.limit {
			return fmt.Errorf("%s: CPU of ours to %s is %.2f, above %.2f", g.workload, result.Server, ratio.PerRound, g.limit)
		}
	}
	if !checked {
		return fmt.Errorf("%s: no CPU ratio of ours to %s was measured", g.workload, g.against)
	}
	return nil
}
