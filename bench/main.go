package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"

	"gnatsd/bench/proc"
	"gnatsd/bench/relay"
	"gnatsd/bench/report"
	"gnatsd/bench/workload"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string) error {
	if len(arguments) == 2 && arguments[0] == proc.RelayCommand {
		listener, err := net.Listen("tcp", arguments[1])
		if err != nil {
			return err
		}
		return relay.Serve(listener)
	}
	o, err := parseOptions(arguments, os.Stderr)
	if err != nil {
		return err
	}
	if o.list {
		for _, w := range workload.All() {
			fmt.Printf("%-20s %s\n", w.Name, w.Title)
		}
		return nil
	}
	return benchmark(ctx, o)
}

// benchmark finds the servers, measures them and writes what was asked for.
func benchmark(ctx context.Context, o options) error {
	files, err := proc.RaiseFileLimit()
	if err != nil {
		return err
	}
	if o.ours == "" {
		folder, err := os.MkdirTemp("", "bench-build-")
		if err != nil {
			return fmt.Errorf("making a folder for the build: %w", err)
		}
		defer os.RemoveAll(folder)
		if o.ours, err = build(ctx, folder); err != nil {
			return err
		}
	}
	servers, err := lineUp(ctx, o)
	if err != nil {
		return err
	}
	for _, server := range servers {
		fmt.Printf("%-20s %s (%s)\n", server.Name, server.Version, server.Path)
	}
	result := runner{servers: servers, files: files, options: o, output: os.Stdout}.run(ctx)
	if err := write(result, o); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("interrupted: %w", err)
	}
	return judge(result, o.gates)
}

// lineUp returns ours, the peers and the relay.
func lineUp(ctx context.Context, o options) ([]proc.Server, error) {
	ours, err := proc.Find(ctx, proc.Ours, o.ours)
	if err != nil {
		return nil, err
	}
	servers := []proc.Server{ours}
	if o.peersWanted {
		peers, err := proc.Peers(ctx, o.peers)
		if err != nil {
			return nil, err
		}
		servers = append(servers, peers...)
	}
	floor, err := proc.Relay()
	return append(servers, floor), err
}

// build compiles the server of this module into folder and returns its path.
func build(ctx context.Context, folder string) (string, error) {
	path := filepath.Join(folder, "gnatsd")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	command := exec.CommandContext(ctx, "go", "build", "-o", path, "gnatsd/cmd/gnatsd")
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("building gnatsd: %w", err)
	}
	return path, nil
}

// write shows the tables and writes the files that were asked for.
func write(r *report.Report, o options) error {
	if err := r.WriteText(os.Stdout, o.goals); err != nil {
		return err
	}
	outputs := []struct {
		path  string
		write func(io.Writer) error
	}{
		{o.json, r.WriteJSON},
		{o.markdown, func(w io.Writer) error { return r.WriteMarkdown(w, o.goals) }},
		{o.svg, r.WriteSVG},
	}
	for _, output := range outputs {
		if output.path == "" {
			continue
		}
		if err := writeFile(output.path, output.write); err != nil {
			return fmt.Errorf("writing %s: %w", output.path, err)
		}
	}
	return nil
}

func writeFile(path string, write func(io.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(write(file), file.Close())
}
