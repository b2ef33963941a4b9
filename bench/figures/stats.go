package figures

import (
	"math"
	"slices"
)

// Median returns the median of values, the mean of the middle two when their number is even, and NaN for none.
// The slice is not changed.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// Percentile returns the p-th percentile (0 < p <= 100) of sorted by nearest rank; sorted must be ascending.
// It returns zero for an empty slice.
func Percentile[T int64 | float64](sorted []T, p float64) T {
	if len(sorted) == 0 {
		var none T
		return none
	}
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

// Summary returns the median of each metric over the samples that have it, except Lost, which is summed: a loss in
// one round must not vanish behind the rounds without.
func Summary(samples []Sample) Sample {
	columns := map[Metric][]float64{}
	for _, sample := range samples {
		for metric, value := range sample {
			columns[metric] = append(columns[metric], value)
		}
	}
	summary := Sample{}
	for metric, values := range columns {
		summary[metric] = Median(values)
	}
	if losses, measured := columns[Lost]; measured {
		summary[Lost] = 0
		for _, lost := range losses {
			summary[Lost] += lost
		}
	}
	return summary
}

// Ratio compares one metric of ours with that of another server.
type Ratio struct {
	OfMedians float64 `json:"of_medians"` // median of ours / median of theirs
	PerRound  float64 `json:"per_round"`  // median of the ratios of rounds measured next to each other
}

// Compare divides ours by theirs. Both are indexed by round; a round that failed is nil. The second result is false
// when nothing can be compared.
func Compare(metric Metric, ours, theirs []Sample) (Ratio, bool) {
	var rounds []float64
	for round := range min(len(ours), len(theirs)) {
		mine, ok := ours[round][metric]
		other, also := theirs[round][metric]
		if ok && also && other > 0 {
			rounds = append(rounds, mine/other)
		}
	}
	if len(rounds) == 0 {
		return Ratio{}, false
	}
	mine, other := Summary(ours)[metric], Summary(theirs)[metric]
	if other <= 0 {
		return Ratio{}, false
	}
	return Ratio{OfMedians: mine / other, PerRound: Median(rounds)}, true
}
