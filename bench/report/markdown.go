package report

import (
	"fmt"
	"io"
	"strings"
)

// WriteMarkdown writes the tables with the machine, the date and the versions above them.
func (r *Report) WriteMarkdown(w io.Writer, goals bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured on %s: %s. Rounds: %d of %g s, servers interleaved, medians; ratios are ours "+
		"divided by the server of the row.\n\n", r.Date.Format("2006-01-02"), r.Machine, r.Rounds, r.Seconds)
	for _, server := range r.Servers {
		fmt.Fprintf(&b, "- %s: %s\n", server.Name, server.Version)
	}
	for _, t := range r.tables(goals) {
		if len(t.rows) > 0 {
			fmt.Fprintf(&b, "\n### %s\n\n", t.title)
			t.markdown(&b)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t table) markdown(b *strings.Builder) {
	rule := make([]string, len(t.head))
	for i := range rule {
		if rule[i] = "---:"; i < 2 {
			rule[i] = "---"
		}
	}
	for _, line := range append([][]string{t.head, rule}, t.rows...) {
		cells := make([]string, len(line))
		for i, cell := range line {
			cells[i] = strings.ReplaceAll(cell, "|", `\|`)
		}
		fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
	}
}
