package report

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"gnatsd/bench/figures"
	"gnatsd/bench/proc"
	"gnatsd/bench/workload"
)

// Schema is the version of the JSON result.
const Schema = 1

// Report is the outcome of a run.
type Report struct {
	Schema  int           `json:"schema"`
	Date    time.Time     `json:"date"`
	Machine Machine       `json:"machine"`
	Rounds  int           `json:"rounds"`
	Seconds float64       `json:"seconds_per_measurement"`
	Servers []proc.Server `json:"servers"`
	Results []*Result     `json:"results"`
}

// Result is what one server did in one workload.
type Result struct {
	Workload string                           `json:"workload"`
	Title    string                           `json:"title"`
	Unit     string                           `json:"unit"`
	Server   string                           `json:"server"`
	Kind     proc.Kind                        `json:"kind"`
	Rounds   []figures.Sample                 `json:"rounds"` // null for a round that failed
	Summary  figures.Sample                   `json:"summary"`
	Ratios   map[figures.Metric]figures.Ratio `json:"ours_to_this,omitempty"`
	Errors   []string                         `json:"errors,omitempty"`
}

// New returns an empty report about this machine.
func New(servers []proc.Server, rounds int, seconds float64) *Report {
	return &Report{
		Schema:  Schema,
		Date:    time.Now().UTC().Truncate(time.Second),
		Machine: ThisMachine(),
		Rounds:  rounds,
		Seconds: seconds,
		Servers: servers,
	}
}

// Add makes room for the rounds of one server in one workload.
func (r *Report) Add(w workload.Workload, server proc.Server) *Result {
	result := &Result{Workload: w.Name, Title: w.Title, Unit: w.Unit, Server: server.Name, Kind: server.Kind}
	r.Results = append(r.Results, result)
	return result
}

// Record adds a round; a nil sample stands for one that failed.
func (r *Result) Record(sample figures.Sample, err error) {
	r.Rounds = append(r.Rounds, sample)
	if err != nil {
		r.Errors = append(r.Errors, fmt.Sprintf("round %d: %v", len(r.Rounds), err))
	}
}

// compared are the metrics ratios are made of.
var compared = []figures.Metric{
	figures.CPU, figures.Rate, figures.RSS, figures.EachSize, figures.P50, figures.P99, figures.P999,
}

// Summarise fills summaries and ratios from the rounds.
func (r *Report) Summarise() {
	ours := map[string]*Result{}
	for _, result := range r.Results {
		result.Summary = figures.Summary(result.Rounds)
		if result.Kind == proc.Ours {
			ours[result.Workload] = result
		}
	}
	for _, result := range r.Results {
		mine := ours[result.Workload]
		if mine == nil || mine == result {
			continue
		}
		result.Ratios = map[figures.Metric]figures.Ratio{}
		for _, metric := range compared {
			if ratio, ok := figures.Compare(metric, mine.Rounds, result.Rounds); ok {
				result.Ratios[metric] = ratio
			}
		}
	}
}

// WriteJSON writes the report, indented.
func (r *Report) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}
