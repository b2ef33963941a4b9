package main

import (
	"flag"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gnatsd/bench/proc"
)

// options are what the command line asks for.
type options struct {
	ours        string
	peers       []string
	peersWanted bool
	only        *regexp.Regexp
	rounds      int
	duration    time.Duration
	json        string
	markdown    string
	svg         string
	list        bool
	goals       bool
	smoke       bool
	gates       []gate
}

// parseOptions reads the command line; usage and complaints go to output.
func parseOptions(arguments []string, output io.Writer) (options, error) {
	o := options{}
	only, seconds := "", 0.0
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(output)
	flags.StringVar(&o.ours, "ours", "", "`path` of the gnatsd to measure (default: build ./cmd/gnatsd)")
	flags.Func("peer", "`path` of a server to compare with, instead of those installed; may be repeated",
		func(path string) error {
			o.peers = append(o.peers, path)
			return nil
		})
	flags.BoolVar(&o.peersWanted, "peers", true, "measure peers; without them only ours and the relay")
	flags.StringVar(&only, "only", "", "only workloads whose name matches this `expression`")
	flags.IntVar(&o.rounds, "rounds", 3, "how often each server does each workload")
	flags.Float64Var(&seconds, "seconds", 2, "length of one measurement")
	flags.StringVar(&o.json, "json", "", "write the result to this `file`")
	flags.StringVar(&o.markdown, "markdown", "", "write a table for the documentation to this `file`")
	flags.StringVar(&o.svg, "svg", "", "write a plot of CPU per message to this `file`")
	flags.BoolVar(&o.list, "list", false, "list the workloads and end")
	flags.BoolVar(&o.goals, "goals", false, "show the project's goals beside the ratios")
	flags.BoolVar(&o.smoke, "smoke", false, "all workloads, small and short: does everything work, is nothing lost?")
	flags.Func("max-relay-ratio", "fail if CPU of ours to the relay is above: `workload=ratio`; may be repeated",
		o.addGate(proc.ByteCopy))
	flags.Func("max-peer-ratio", "fail if CPU of ours to a nats-server is above: `workload=ratio`; may be repeated",
		o.addGate(proc.NATS))
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	if o.smoke {
		o.rounds, seconds = 1, 0.1
	}
	o.duration = time.Duration(seconds * float64(time.Second))
	if flags.NArg() > 0 || o.rounds < 1 || o.duration <= 0 {
		return o, fmt.Errorf("want flags only, at least one round and a positive number of seconds")
	}
	var err error
	if o.only, err = regexp.Compile(only); err != nil {
		return o, fmt.Errorf("-only: %w", err)
	}
	return o, nil
}

// addGate returns the parser of a gate's flag.
func (o *options) addGate(against proc.Kind) func(string) error {
	return func(text string) error {
		name, value, _ := strings.Cut(text, "=")
		limit, err := strconv.ParseFloat(value, 64)
		if err != nil || !known(name) {
			return fmt.Errorf("want a workload, = and a number")
		}
		o.gates = append(o.gates, gate{workload: name, against: against, limit: limit})
		return nil
	}
}
