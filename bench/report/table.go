package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"gnatsd/bench/figures"
	"gnatsd/bench/proc"
	"gnatsd/bench/workload"
)

// table is text in columns, shown aligned or as Markdown.
type table struct {
	title string
	head  []string
	rows  [][]string
}

// tables returns the results as two tables: throughput, and the figures that only some workloads have.
func (r *Report) tables(goals bool) []table {
	return []table{r.throughput(goals), r.details(goals)}
}

func (r *Report) throughput(goals bool) table {
	t := table{title: "Throughput and server CPU", head: []string{
		"workload", "server", "per second", "CPU ns each (user+sys)", "peak RSS", "lost",
		"ours/server CPU", "ours/server rate",
	}}
	for _, result := range r.Results {
		lost := Value(result.Summary, figures.Lost)
		if len(result.Errors) > 0 {
			lost = strings.TrimPrefix(lost+" !", dash+" ")
		}
		t.rows = append(t.rows, []string{
			result.Workload, result.Server, Value(result.Summary, figures.Rate), cpu(result.Summary),
			Value(result.Summary, figures.RSS), lost,
			result.ratio(figures.CPU, goals), result.ratio(figures.Rate, goals),
		})
	}
	return t
}

func (r *Report) details(goals bool) table {
	t := table{
		title: "Latency and memory",
		head:  []string{"workload", "server", "figure", "value", "ours/server"},
	}
	for _, metric := range []figures.Metric{
		figures.P50, figures.P99, figures.P999, figures.Times, figures.Kept, figures.Gap, figures.EachSize, figures.RSS,
	} {
		for _, result := range r.Results {
			_, goal := workload.GoalFor(result.Workload, metric, proc.NATS)
			_, measured := result.Summary[metric]
			if !measured || metric == figures.RSS && !goal {
				continue
			}
			t.rows = append(t.rows, []string{
				result.Workload, result.Server, metric.Label(), Value(result.Summary, metric),
				result.ratio(metric, goals),
			})
		}
	}
	return t
}

// ratio formats the ratio of ours to this result, with the goal beside it if wanted.
func (r *Result) ratio(metric figures.Metric, goals bool) string {
	value, ok := r.Ratios[metric]
	if !ok {
		return ""
	}
	text := ratio(value)
	if !goals {
		return text
	}
	if goal, ok := workload.GoalFor(r.Workload, metric, r.Kind); ok {
		text += fmt.Sprintf(" [%g/%g %s]", goal.Must, goal.Aim, goal.Verdict(value.OfMedians))
	}
	if metric == figures.Rate && r.Kind == proc.NATS && value.OfMedians < 1 {
		text += " [1 MISSED]"
	}
	return text
}

// WriteText writes the tables aligned, the errors below them.
func (r *Report) WriteText(w io.Writer, goals bool) error {
	var b strings.Builder
	for _, t := range r.tables(goals) {
		if len(t.rows) > 0 {
			fmt.Fprintf(&b, "\n%s\n\n", t.title)
			t.align(&b)
		}
	}
	for _, result := range r.Results {
		for _, text := range result.Errors {
			fmt.Fprintf(&b, "! %s on %s, %s\n", result.Workload, result.Server, text)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// align writes the table with columns padded to their widest cell.
func (t table) align(b *strings.Builder) {
	widths := make([]int, len(t.head))
	lines := append([][]string{t.head}, t.rows...)
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, line := range lines {
		var text strings.Builder
		for i, cell := range line {
			text.WriteString(cell)
			text.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
		}
		b.WriteString(strings.TrimRight(text.String(), " "))
		b.WriteByte('\n')
	}
}
