package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"gnatsd/bench/figures"
	"gnatsd/bench/proc"
	"gnatsd/bench/report"
	"gnatsd/bench/workload"
)

// runner takes turns: for each workload, in each round, every server once.
type runner struct {
	servers []proc.Server
	files   int // how many files may be open
	options options
	output  io.Writer // progress
}

// run measures everything and returns the summarised report, as far as it got when ctx ended.
func (r runner) run(ctx context.Context) *report.Report {
	result := report.New(r.servers, r.options.rounds, r.options.duration.Seconds())
	for _, w := range workload.All() {
		if r.options.only.MatchString(w.Name) && ctx.Err() == nil {
			r.workload(ctx, w, result)
		}
	}
	result.Summarise()
	return result
}

// workload measures one row.
func (r runner) workload(ctx context.Context, w workload.Workload, into *report.Report) {
	if r.options.smoke {
		w = w.Small()
	}
	if limited, changed := w.Limited(r.files); changed {
		fmt.Fprintf(r.output, "%s: reduced, only %d files may be open\n", w.Name, r.files)
		w = limited
	}
	results := map[string]*report.Result{}
	for round := range r.options.rounds {
		for _, server := range r.servers {
			if !w.RunsOn(server.Kind) || ctx.Err() != nil {
				continue
			}
			if results[server.Name] == nil {
				results[server.Name] = into.Add(w, server)
			}
			sample, err := r.once(ctx, w, server)
			results[server.Name].Record(sample, err)
			r.progress(w, server, round, sample, err)
		}
	}
}

// once measures one server in a fresh process.
func (r runner) once(ctx context.Context, w workload.Workload, server proc.Server) (figures.Sample, error) {
	if w.Secured {
		server = server.Secured()
	}
	process, err := server.Start(ctx)
	if err != nil {
		return nil, err
	}
	defer process.Stop()
	sample, err := w.Measure(ctx, process, r.options.duration)
	return sample, errors.Join(err, process.Failure())
}

func (r runner) progress(w workload.Workload, server proc.Server, round int, sample figures.Sample, err error) {
	line := fmt.Sprintf("%s  %-18s %-20s %d/%d", time.Now().Format(time.TimeOnly), w.Name, server.Name, round+1,
		r.options.rounds)
	if sample != nil {
		line += fmt.Sprintf("  %12s/s  CPU %10s", report.Value(sample, figures.Rate), report.Value(sample, figures.CPU))
	}
	for _, metric := range []figures.Metric{figures.P50, figures.P99, figures.EachSize, figures.RSS} {
		if _, measured := sample[metric]; measured {
			line += fmt.Sprintf("  %s %s", metric.Label(), report.Value(sample, metric))
		}
	}
	if lost := sample[figures.Lost]; lost != 0 {
		line += fmt.Sprintf("  LOST %.0f", lost)
	}
	if err != nil {
		line += "  ERROR " + err.Error()
	}
	fmt.Fprintln(r.output, line)
}
