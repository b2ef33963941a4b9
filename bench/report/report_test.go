// Goal: reports show what was measured, dashes for what was not, ratios the right way round, and valid JSON and SVG.
package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"gnatsd/bench/figures"
	"gnatsd/bench/proc"
	"gnatsd/bench/report"
	"gnatsd/bench/workload"
)

// sampleReport is ours at half the CPU of a peer, and a relay that failed.
func sampleReport() *report.Report {
	servers := []proc.Server{
		{Kind: proc.Ours, Name: "ours", Version: "gnatsd 2"},
		{Kind: proc.NATS, Name: "nats-server", Version: "v2"},
		{Kind: proc.ByteCopy, Name: "relay", Version: "<relay>"},
	}
	r := report.New(servers, 1, 2)
	w := workload.Workload{Name: "1to1-16B", Title: "one to one, 16 B", Unit: "message"}
	r.Add(w, servers[0]).Record(figures.Sample{
		figures.CPU: 50, figures.User: 20, figures.System: 30, figures.Rate: 4e6, figures.RSS: 10 << 20, figures.Lost: 0,
	}, nil)
	r.Add(w, servers[1]).Record(figures.Sample{figures.CPU: 100, figures.Rate: 2e6, figures.P50: 12_345}, nil)
	r.Add(w, servers[2]).Record(nil, errors.New("connection refused"))
	r.Summarise()
	return r
}

func TestText(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := sampleReport().WriteText(&out, true); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"50.0 (20.0+30.0)", "4,000,000", "10.0 MiB", "0.50 [0.14/0.09 MISSED]", "2.00", "12.3 µs", "–",
		"! 1to1-16B on relay, round 1: connection refused",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the text lacks %q:\n%s", want, out.String())
		}
	}
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := sampleReport().WriteMarkdown(&out, false); err != nil {
		t.Fatal(err)
	}
	columns := 0
	for line := range strings.Lines(out.String()) {
		if !strings.HasPrefix(line, "|") {
			columns = 0
			continue
		}
		if n := strings.Count(line, "|"); columns != 0 && n != columns {
			t.Errorf("a row with %d instead of %d bars: %s", n, columns, line)
		} else {
			columns = n
		}
	}
	for _, want := range []string{"- nats-server: v2\n", "| 1to1-16B | ours | 4,000,000 |"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the Markdown lacks %q:\n%s", want, out.String())
		}
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := sampleReport().WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	var got report.Report
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Schema != report.Schema || len(got.Results) != 3 || got.Machine.Cores < 1 {
		t.Errorf("schema %d, %d results, %d cores", got.Schema, len(got.Results), got.Machine.Cores)
	}
	if ratio := got.Results[1].Ratios[figures.CPU]; ratio.OfMedians != 0.5 || ratio.PerRound != 0.5 {
		t.Errorf("ratio of ours to the peer = %+v, want 0.5", ratio)
	}
}

func TestSVGIsWellFormed(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]*report.Report{"sample": sampleReport(), "empty": report.New(nil, 1, 1)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if err := r.WriteSVG(&out); err != nil {
				t.Fatal(err)
			}
			bars := strings.Count(out.String(), `height="10" fill=`)
			if want := len(r.Servers) + 2*min(len(r.Results), 1); bars != want {
				t.Errorf("%d legend boxes and bars, want %d", bars, want)
			}
			decoder := xml.NewDecoder(&out)
			for {
				if _, err := decoder.Token(); errors.Is(err, io.EOF) {
					return
				} else if err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestValue(t *testing.T) {
	t.Parallel()
	sample := figures.Sample{
		figures.CPU: 0.123, figures.RSS: 1.5 * (1 << 20), figures.EachSize: 6100.7, figures.P99: 1234567,
		figures.Rate: 1234567.8, figures.Lost: -3,
	}
	for metric, want := range map[figures.Metric]string{
		figures.CPU: "0.12 ns", figures.RSS: "1.50 MiB", figures.EachSize: "6,100 B", figures.P99: "1,235 µs",
		figures.Rate: "1,234,568", figures.Lost: "-3", figures.P50: "–",
	} {
		if got := report.Value(sample, metric); got != want {
			t.Errorf("Value of %s = %q, want %q", metric, got, want)
		}
	}
}
