package wiring

// Goal: the stock build is what we think it is. Method: the graph is validated
// without running it; then a server is started on a port of the system's choice
// and what it consists of and does is compared with golden files (-update
// writes them).

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.uber.org/fx"
	"go.uber.org/fx/fxevent"
	"go.uber.org/goleak"

	"gnatsd/cmd/cli"
	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
)

var update = flag.Bool("update", false, "write the golden files")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// optional are the parts that a server does without.
var optional = []string{"process", "cluster", "monitor"}

var identity = kernel.Build{Product: "gnatsd", Version: "0.0.0", ServerID: "N", ServerName: "N"}

// graph is a server of the build that takes no port of anybody's.
func graph(t *testing.T, build cli.Build) fx.Option {
	t.Helper()
	args := []string{"-l", filepath.Join(t.TempDir(), "log")}
	if has(build, "client") {
		args = append(args, "-a", "127.0.0.1", "-p", "-1")
	}
	loaded, err := build.Configure(args...)
	if err != nil {
		t.Fatal(err)
	}
	return build.Graph(identity, loaded)
}

func has(build cli.Build, name string) bool {
	return slices.ContainsFunc(build.Parts(), func(p cli.Part) bool { return p.Name == name })
}

func TestGraphIsComplete(t *testing.T) {
	builds := map[string]cli.Build{"stock": cli.Stock()}
	for _, name := range optional {
		builds["without "+name] = cli.Stock().Without(name)
	}
	for name, build := range builds {
		t.Run(name, func(t *testing.T) {
			if err := fx.ValidateApp(graph(t, build)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestRequiredPartsAreMissed(t *testing.T) {
	for _, part := range cli.Stock().Parts() {
		if slices.Contains(optional, part.Name) {
			continue
		}
		t.Run(part.Name, func(t *testing.T) {
			loaded, err := cli.Stock().Without(part.Name).Configure()
			if err != nil {
				t.Fatal(err)
			}
			err = fx.ValidateApp(cli.Stock().Without(part.Name).Graph(identity, loaded))
			if err == nil && !providesNoPort(part.Name) {
				t.Error("nobody misses it: is it optional?")
			}
		})
	}
}

// providesNoPort names parts that others do not depend on and that a server is
// of no use without all the same.
func providesNoPort(name string) bool { return name == "client" }

func TestCensus(t *testing.T) {
	var sections []kernelfx.SectionInfo
	var doors []kernel.Door
	var observers []kernelfx.ReadyObserver
	app := fx.New(graph(t, cli.Stock()), kernelfx.Sections(&sections), kernelfx.Doors(&doors),
		kernelfx.Observers(&observers), fx.NopLogger)
	if err := app.Err(); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, part := range cli.Stock().Parts() {
		lines = append(lines, "part "+part.Name)
	}
	for _, s := range sections {
		lines = append(lines, "section "+s.Name)
	}
	for _, d := range doors {
		lines = append(lines, fmt.Sprintf("door %d %s", d.Rank(), d.Name()))
	}
	for _, o := range observers {
		lines = append(lines, fmt.Sprintf("ready %T", o))
	}
	slices.Sort(lines)
	golden(t, "census", lines)
}

// hookLog writes down the hooks as they run.
type hookLog struct{ lines []string }

func (l *hookLog) LogEvent(event fxevent.Event) {
	switch e := event.(type) {
	case *fxevent.OnStartExecuting:
		l.lines = append(l.lines, "start "+e.FunctionName)
	case *fxevent.OnStopExecuting:
		l.lines = append(l.lines, "stop "+e.FunctionName)
	}
}

// TestOrder: the log is there for all others, and the gate opens when all others
// are there. Between these two the container builds what does not depend on each
// other in an order that changes from run to run, so that only the set is golden.
func TestOrder(t *testing.T) {
	hooks := &hookLog{}
	app := fx.New(graph(t, cli.Stock()), fx.WithLogger(func() fxevent.Logger { return hooks }))
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := app.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	first, last := hooks.lines[0], hooks.lines[len(hooks.lines)-1]
	const log = " gnatsd/modules/logging."
	if !strings.HasPrefix(first, "start"+log) || !strings.HasPrefix(last, "stop"+log) {
		t.Errorf("the log is not first to start and last to stop:\n%s", strings.Join(hooks.lines, "\n"))
	}
	stop := slices.IndexFunc(hooks.lines, func(line string) bool { return strings.HasPrefix(line, "stop ") })
	opens, closes := hooks.lines[stop-1], hooks.lines[stop]
	if !strings.Contains(opens, "kernelfx.(*Gate).Start") || !strings.Contains(closes, "kernelfx.(*Gate).Stop") {
		t.Errorf("the gate is not last to start and first to stop:\n%s", strings.Join(hooks.lines, "\n"))
	}
	slices.Sort(hooks.lines)
	golden(t, "hooks", hooks.lines)
}

func golden(t *testing.T, name string, lines []string) {
	t.Helper()
	got := []byte(strings.Join(lines, "\n") + "\n")
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
