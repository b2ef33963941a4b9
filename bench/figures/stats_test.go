// Goal: medians, percentiles and ratios are right at the edges, where samples are few, missing or zero.
package figures_test

import (
	"math"
	"testing"

	"gnatsd/bench/figures"
)

func TestMedian(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		values []float64
		want   float64
	}{
		"none":     {nil, math.NaN()},
		"one":      {[]float64{7}, 7},
		"odd":      {[]float64{9, 1, 5}, 5},
		"even":     {[]float64{4, 1, 3, 2}, 2.5},
		"outliers": {[]float64{1e9, 2, 2, 2, -1e9}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := figures.Median(test.values)
			if got != test.want && !(math.IsNaN(got) && math.IsNaN(test.want)) {
				t.Errorf("Median(%v) = %v, want %v", test.values, got, test.want)
			}
		})
	}
}

func TestMedianKeepsOrder(t *testing.T) {
	t.Parallel()
	values := []float64{3, 1, 2}
	figures.Median(values)
	if values[0] != 3 || values[1] != 1 || values[2] != 2 {
		t.Errorf("Median reordered its argument to %v", values)
	}
}

func TestPercentile(t *testing.T) {
	t.Parallel()
	hundred := make([]int64, 100)
	for i := range hundred {
		hundred[i] = int64(i + 1)
	}
	for name, test := range map[string]struct {
		sorted []int64
		p      float64
		want   int64
	}{
		"none":              {nil, 50, 0},
		"one":               {[]int64{4}, 99.9, 4},
		"median":            {hundred, 50, 50},
		"p99":               {hundred, 99, 99},
		"p99.9 is the last": {hundred, 99.9, 100},
		"all":               {hundred, 100, 100},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := figures.Percentile(test.sorted, test.p); got != test.want {
				t.Errorf("Percentile(%v) = %v, want %v", test.p, got, test.want)
			}
		})
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	samples := []figures.Sample{
		{figures.CPU: 10, figures.Lost: 0},
		nil,
		{figures.CPU: 30, figures.Lost: 2},
		{figures.CPU: 20, figures.Lost: 0, figures.P50: 5},
	}
	got := figures.Summary(samples)
	want := figures.Sample{figures.CPU: 20, figures.Lost: 2, figures.P50: 5}
	if len(got) != len(want) {
		t.Fatalf("Summary = %v, want %v", got, want)
	}
	for metric, value := range want {
		if got[metric] != value {
			t.Errorf("Summary[%s] = %v, want %v", metric, got[metric], value)
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	cpu := func(values ...float64) []figures.Sample {
		var samples []figures.Sample
		for _, value := range values {
			if value < 0 {
				samples = append(samples, nil)
				continue
			}
			samples = append(samples, figures.Sample{figures.CPU: value})
		}
		return samples
	}
	for name, test := range map[string]struct {
		ours, theirs []figures.Sample
		want         figures.Ratio
		comparable   bool
	}{
		"same noise":         {cpu(1, 2, 3), cpu(10, 20, 30), figures.Ratio{OfMedians: 0.1, PerRound: 0.1}, true},
		"noise in one round": {cpu(1, 8, 1), cpu(2, 16, 4), figures.Ratio{OfMedians: 0.25, PerRound: 0.5}, true},
		"a failed round":     {cpu(1, -1), cpu(2, 4), figures.Ratio{OfMedians: 1.0 / 3, PerRound: 0.5}, true},
		"no common round":    {cpu(1, -1), cpu(-1, 4), figures.Ratio{}, false},
		"zero divisor":       {cpu(1), cpu(0), figures.Ratio{}, false},
		"nothing":            {nil, nil, figures.Ratio{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := figures.Compare(figures.CPU, test.ours, test.theirs)
			if got != test.want || ok != test.comparable {
				t.Errorf("Compare = %v, %v, want %v, %v", got, ok, test.want, test.comparable)
			}
		})
	}
}
