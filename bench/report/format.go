package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gnatsd/bench/figures"
)

// dash stands for what was not measured.
const dash = "–"

// number formats a value with three significant digits, but never cuts digits before the point.
func number(v float64) string {
	switch abs := math.Abs(v); {
	case abs >= 100:
		return thousands(int64(math.Round(v)))
	case abs >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	default:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
}

// thousands groups the digits of n by commas.
func thousands(n int64) string {
	digits := strconv.FormatInt(max(n, -n), 10)
	var b strings.Builder
	if n < 0 {
		b.WriteByte('-')
	}
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	return b.String()
}

// Value formats one metric of a sample with its unit.
func Value(sample figures.Sample, metric figures.Metric) string {
	value, ok := sample[metric]
	if !ok {
		return dash
	}
	switch metric {
	case figures.RSS:
		return number(value/(1<<20)) + " MiB"
	case figures.EachSize:
		return thousands(int64(value)) + " B"
	case figures.P50, figures.P99, figures.P999, figures.Gap:
		return number(value/1e3) + " µs"
	case figures.Kept:
		return number(100*value) + " %"
	case figures.Times:
		return number(value) + " ×"
	case figures.Lost, figures.Units, figures.Rate:
		return thousands(int64(math.Round(value)))
	default:
		return number(value) + " ns"
	}
}

// cpu formats the CPU time with its parts.
func cpu(sample figures.Sample) string {
	if _, ok := sample[figures.CPU]; !ok {
		return dash
	}
	if _, ok := sample[figures.User]; !ok {
		return number(sample[figures.CPU])
	}
	return fmt.Sprintf("%s (%s+%s)",
		number(sample[figures.CPU]), number(sample[figures.User]), number(sample[figures.System]))
}

// ratio formats a ratio, the one of medians first; the other only if it differs visibly.
func ratio(r figures.Ratio) string {
	first, second := fmt.Sprintf("%.2f", r.OfMedians), fmt.Sprintf("%.2f", r.PerRound)
	if first == second {
		return first
	}
	return fmt.Sprintf("%s (rounds %s)", first, second)
}
