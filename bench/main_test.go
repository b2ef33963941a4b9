// Goal: the program reads its flags, measures a small workload from end to end, and fails when it should.
// Method: the test binary plays the relay, which plays every server.
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"gnatsd/bench/figures"
	"gnatsd/bench/proc"
	"gnatsd/bench/report"
	"gnatsd/bench/workload"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == proc.RelayCommand {
		if err := run(context.Background(), os.Args[1:]); err != nil {
			os.Exit(2)
		}
		return
	}
	os.Exit(m.Run())
}

func TestSmokeThroughRelay(t *testing.T) {
	t.Parallel()
	server, err := proc.Relay()
	if err != nil {
		t.Fatal(err)
	}
	o, err := parseOptions([]string{"-smoke", "-only", "1to1-128B|roundtrip"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var progress strings.Builder
	r := runner{servers: []proc.Server{server}, files: 1024, options: o, output: &progress}.run(t.Context())
	if err := judge(r, nil); err != nil {
		t.Fatal(err)
	}
	if len(r.Results) != 2 {
		t.Fatalf("%d results, want 2:\n%s", len(r.Results), progress.String())
	}
	stream, trips := r.Results[0].Summary, r.Results[1].Summary
	if stream[figures.Rate] <= 0 || stream[figures.Lost] != 0 || trips[figures.P50] <= 0 {
		t.Errorf("stream %v, round trips %v", stream, trips)
	}
	if lines := strings.Count(progress.String(), "\n"); lines != 2 {
		t.Errorf("%d lines of progress, want 2:\n%s", lines, progress.String())
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments string
		ok        bool
	}{
		"none":             {"", true},
		"all":              {"-ours a -peer b -peer c -only x -rounds 2 -seconds 0.5 -json j -svg s -goals", true},
		"gates":            {"-max-relay-ratio 1to1-128B=4 -max-peer-ratio 1to1-16B=0.2", true},
		"unknown workload": {"-max-relay-ratio nothing=4", false},
		"gate not a ratio": {"-max-peer-ratio 1to1-16B", false},
		"bad expression":   {"-only (", false},
		"no rounds":        {"-rounds 0", false},
		"no time":          {"-seconds 0", false},
		"an argument":      {"gnatsd", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parseOptions(strings.Fields(test.arguments), io.Discard)
			if (err == nil) != test.ok {
				t.Errorf("parseOptions(%q) = %v, want success %v", test.arguments, err, test.ok)
			}
		})
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	peer := proc.Server{Kind: proc.NATS, Name: "peer"}
	ours := proc.Server{Kind: proc.Ours, Name: "ours"}
	good := figures.Sample{figures.CPU: 10, figures.Lost: 0}
	lossy := figures.Sample{figures.CPU: 10, figures.Lost: 1}
	broken := errors.New("broken")
	limit := []gate{{workload: "1to1-16B", against: proc.NATS, limit: 1.5}}
	tight := []gate{{workload: "1to1-16B", against: proc.NATS, limit: 0.5}}
	for name, test := range map[string]struct {
		ours, peer           figures.Sample
		oursError, peerError error
		gates                []gate
		ok                   bool
	}{
		"all is well":       {good, good, nil, nil, nil, true},
		"below the gate":    {good, good, nil, nil, limit, true},
		"above the gate":    {good, good, nil, nil, tight, false},
		"gate not measured": {good, nil, nil, broken, limit, false},
		"ours loses":        {lossy, good, nil, nil, nil, false},
		"ours is broken":    {nil, good, broken, nil, nil, false},
		"the peer loses":    {good, lossy, nil, nil, nil, true},
		"the peer broke":    {good, nil, nil, broken, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := report.New([]proc.Server{ours, peer}, 1, 1)
			w := workload.Workload{Name: "1to1-16B"}
			r.Add(w, ours).Record(test.ours, test.oursError)
			r.Add(w, peer).Record(test.peer, test.peerError)
			r.Summarise()
			if err := judge(r, test.gates); (err == nil) != test.ok {
				t.Errorf("judge = %v, want success %v", err, test.ok)
			}
		})
	}
}
