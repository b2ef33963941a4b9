package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"syscall"
	"time"

	"gnatsd/bench/figures"
	"gnatsd/bench/proc"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "cluster:", err)
		os.Exit(1)
	}
}

// options are what the command line asks for.
type options struct {
	ours, peer string
	only       *regexp.Regexp
	rounds     int
	duration   time.Duration
	subjects   int
}

func parseOptions(arguments []string) (options, error) {
	o := options{}
	flags := flag.NewFlagSet("cluster", flag.ContinueOnError)
	flags.StringVar(&o.ours, "ours", "", "`path` of the gnatsd to measure (default: build ./cmd/gnatsd)")
	flags.StringVar(&o.peer, "peer", "", "`path` of the nats-server to compare with")
	only := flags.String("only", "", "only measurements whose name matches this `expression`")
	flags.IntVar(&o.rounds, "rounds", 3, "how often each server does each measurement")
	flags.DurationVar(&o.duration, "time", 2*time.Second, "length of one measurement of CPU")
	flags.IntVar(&o.subjects, "subjects", 100_000, "subjects of interest that are exchanged")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	if flags.NArg() > 0 || o.rounds < 1 || o.duration <= 0 || o.subjects < 1 {
		return o, errors.New("want flags only, and positive numbers")
	}
	var err error
	if o.only, err = regexp.Compile(*only); err != nil {
		return o, fmt.Errorf("-only: %w", err)
	}
	return o, nil
}

// A measurement is one figure of a cluster of one kind of server; less is better.
type measurement struct {
	name, unit string
	goal       float64 // the highest ratio to the peer that is good, 0: none
	measure    func(context.Context, proc.Server) (float64, error)
}

func (o options) measurements() []measurement {
	all := []measurement{
		{"cpu-16B", "ns of CPU of both servers per message", 0.25, o.pair(16)},
		{"cpu-128B", "ns of CPU of both servers per message", 0.35, o.pair(128)},
		{"cpu-1KiB", "ns of CPU of both servers per message", 0.6, o.pair(1 << 10)},
		{"mesh-3", "ms from the last of 3 servers listening until all are a mesh", 1, mesh(3, false)},
		{"mesh-5", "ms from the last of 5 servers listening until all are a mesh", 1, mesh(5, false)},
		{"start-3", "ms from the start of 2 processes beside the seed until all are a mesh", 0, mesh(3, true)},
		{"start-5", "ms from the start of 4 processes beside the seed until all are a mesh", 0, mesh(5, true)},
		{"interest-out", "ms to tell of all subjects", 0, o.tell},
		{"interest-in", "ms to take in all subjects", 0, o.take},
	}
	var wanted []measurement
	for _, m := range all {
		if o.only.MatchString(m.name) {
			wanted = append(wanted, m)
		}
	}
	return wanted
}

func run(ctx context.Context, arguments []string, output io.Writer) error {
	o, err := parseOptions(arguments)
	if err != nil {
		return err
	}
	if o.ours == "" {
		folder, err := os.MkdirTemp("", "bench-build-")
		if err != nil {
			return fmt.Errorf("making a folder for the build: %w", err)
		}
		defer os.RemoveAll(folder)
		o.ours = filepath.Join(folder, "gnatsd")
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", o.ours, "gnatsd/cmd/gnatsd")
		if text, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("building gnatsd: %w: %s", err, text)
		}
	}
	ours, err := proc.Find(ctx, proc.Ours, o.ours)
	if err != nil {
		return err
	}
	servers := []proc.Server{ours}
	if peer := firstOf(o.peer, os.Getenv("NATS_SERVER"), "nats-server"); peer != "none" {
		found, err := proc.Find(ctx, proc.NATS, peer)
		if err != nil {
			return fmt.Errorf("%w (-peer none to go without)", err)
		}
		servers = append(servers, found)
	}
	return compare(ctx, o, servers, output)
}

func firstOf(names ...string) string {
	for _, name := range names {
		if name != "" {
			return name
		}
	}
	return ""
}

// compare measures all servers in turns and prints a line for each measurement.
func compare(ctx context.Context, o options, servers []proc.Server, output io.Writer) error {
	for _, m := range o.measurements() {
		found := make([][]float64, len(servers))
		for range o.rounds {
			for i, server := range servers {
				value, err := m.measure(ctx, server)
				if err != nil {
					return fmt.Errorf("%s of %s: %w", m.name, server.Version, err)
				}
				found[i] = append(found[i], value)
			}
		}
		ours := figures.Median(found[0])
		line := fmt.Sprintf("%-13s %9.1f", m.name, ours)
		if len(servers) > 1 {
			peer := figures.Median(found[1])
			line += fmt.Sprintf("   peer %9.1f   ratio %5.2f", peer, ours/peer)
			if m.goal > 0 {
				line += fmt.Sprintf(" (goal %.2f)", m.goal)
			}
		}
		if _, err := fmt.Fprintln(output, line+"   "+m.unit); err != nil {
			return err
		}
	}
	return nil
}
