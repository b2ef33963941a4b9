package cli_test

// Goal: exit statuses and texts of the command line, and the life of a server
// from the first line of its log to the last. Method: commands run in this
// process; whatever needs signals runs the test binary again as gnatsd.

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/fx"

	"gnatsd/cmd/cli"
	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
)

const asServer = "GNATSD_TEST_AS_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(asServer) != "" {
		os.Exit(cli.Run(context.Background(), testBuild(), append([]string{"gnatsd"}, os.Args[1:]...), os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// testBuild is the part of the stock build that knocks on no port of its own
// accord, and a module that ends badly when it is told to.
func testBuild() cli.Build {
	stock := cli.Stock()
	build := cli.NewBuild()
	for _, part := range stock.Parts() {
		if part.Name == "logging" || part.Name == "process" {
			build = build.With(part.Name, part.Option)
		}
	}
	return build.With("trouble", trouble)
}

// troubleConfig makes the module open a door, or fail.
type troubleConfig struct {
	Listen string `conf:"trouble_listen" flag:"trouble_listen"`
	Fatal  bool   `conf:"trouble_fatal" flag:"trouble_fatal"`
	Hang   bool   `conf:"trouble_hang" flag:"trouble_hang"`
}

var trouble = fx.Module("trouble",
	kernelfx.Section("trouble", func() troubleConfig { return troubleConfig{} }),
	kernelfx.Door(newTroubleDoor),
)

type troubleDoor struct {
	troubleConfig
	fatal    kernel.Fatal
	listener net.Listener
}

func newTroubleDoor(c troubleConfig, fatal kernel.Fatal) *troubleDoor {
	return &troubleDoor{troubleConfig: c, fatal: fatal}
}

func (d *troubleDoor) Name() string   { return "trouble" }
func (d *troubleDoor) Rank() int      { return 0 }
func (d *troubleDoor) Addr() net.Addr { return nil }

func (d *troubleDoor) Bind(context.Context) (err error) {
	if d.Listen == "" {
		return nil
	}
	if d.listener, err = net.Listen("tcp", d.Listen); err != nil {
		return fmt.Errorf("Error listening on port: %s, %q", d.Listen, err.Error())
	}
	return nil
}

func (d *troubleDoor) Serve() {
	if d.troubleConfig.Fatal {
		d.fatal(fmt.Errorf("out of luck"))
	}
}

func (d *troubleDoor) Close(ctx context.Context) error {
	if d.Hang {
		<-ctx.Done()
	}
	if d.listener != nil {
		return d.listener.Close()
	}
	return nil
}

func run(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = cli.Run(t.Context(), testBuild(), args, &out, &err)
	return status, out.String(), err.String()
}

const hint = "Try \"gnatsd --help\" for the list of commands and flags.\n"

func TestCommands(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "none.yaml")
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte("foo: 1\nbar: 2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name           string
		args           []string
		status         int
		stdout, stderr string
	}{
		{"version", []string{"gnatsd", "version"}, 0, "gnatsd: v2.0.0\n", ""},
		{"version by flag", []string{"/usr/bin/gnatsd.exe", "-D", "-v"}, 0, "gnatsd: v2.0.0\n", ""},
		{"version under the other name", []string{"nats-server", "-v"}, 0, "nats-server: v2.15.0\n", ""},
		{"words behind version", []string{"gnatsd", "version", "x"}, 2, "", "gnatsd: unrecognized command: \"x\"\n" + hint},
		{"unknown flag", []string{"gnatsd", "-foo"}, 2, "", "flag provided but not defined: -foo\n" + hint},
		{"unknown flag of a command", []string{"gnatsd", "modules", "-foo"}, 2, "", "unknown flag: --foo\n" + hint},
		{"unknown command", []string{"gnatsd", "foo"}, 2, "", "gnatsd: unrecognized command: \"foo\"\n" + hint},
		{
			"no such file",
			[]string{"gnatsd", "-c", missing},
			1, "",
			"gnatsd: open " + missing + ": no such file or directory\n",
		},
		{
			"bad file",
			[]string{"gnatsd", "-c", bad},
			1, "",
			"gnatsd: " + bad + ": key \"bar\": unknown key\ngnatsd: " + bad + ": key \"foo\": unknown key\n",
		},
		{
			"bad value",
			[]string{"gnatsd", "--log_format", "xml"},
			1, "",
			"gnatsd: key \"log_format\": expected text, json or logfmt, got \"xml\"\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := run(t, test.args...)
			if status != test.status || stdout != test.stdout || stderr != test.stderr {
				t.Errorf("status %d\nstdout %q\nstderr %q", status, stdout, stderr)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	_, word, _ := run(t, "gnatsd", "help")
	for _, args := range [][]string{{"-h"}, {"--help"}, {"-D", "-help"}, {"serve", "-h"}, {"help", "serve"}} {
		status, stdout, stderr := run(t, append([]string{"gnatsd"}, args...)...)
		if status != 0 || stdout != word || stderr != "" {
			t.Errorf("%v: status %d\n%s%s", args, status, stdout, stderr)
		}
	}
	for _, want := range []string{
		"\nUsage: gnatsd [options]\n",
		"\nServer Options:\n",
		"\n    -P, --pid <file>                 File to store PID\n",
		"\n        --ports_file_dir <dir>       Directory",
		"\n    -DV                              Sets debug and trace\n",
		"\n    -sl, --signal ",
		"\n    -js, --jetstream ",
		"\n    -VV                              Sets trace and trace_verbose\n",
		"\n    modules ",
	} {
		if !strings.Contains(word, want) {
			t.Errorf("the usage lacks %q:\n%s", want, word)
		}
	}
}

func TestModules(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := run(t, "gnatsd", "modules")
	want := "process\n  ports: kernelfx.Preparation[group = \"reloaders\"], " +
		"kernelfx.ReadyObserver[group = \"ready\"]\n  keys:  pid_file, ports_file_dir\n"
	if status != 0 || !strings.Contains(stdout, want) || stderr != "" {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
	if status, stdout, _ = run(t, "gnatsd", "modules", "-dot"); status != 0 || !strings.HasPrefix(stdout, "digraph {") {
		t.Errorf("status %d\n%s", status, stdout)
	}
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	status, stdout, _ := run(t, "gnatsd", "__complete", "--ports")
	if status != 0 || !strings.Contains(stdout, "--ports_file_dir") {
		t.Errorf("status %d\n%s", status, stdout)
	}
	if status, stdout, _ := run(t, "gnatsd", "completion", "bash"); status != 0 || !strings.Contains(stdout, "gnatsd") {
		t.Errorf("status %d\n%s", status, stdout)
	}
}

func TestMistakeInTheBuildList(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	status := cli.Run(t.Context(), testBuild().Without("x"), []string{"gnatsd"}, io.Discard, &stderr)
	want := "gnatsd: build list: Without(\"x\"): no such module in this build, which has logging, process, trouble\n"
	if status != 1 || stderr.String() != want {
		t.Errorf("status %d, %q", status, stderr.String())
	}
}

func TestMissingPart(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	status := cli.Run(t.Context(), testBuild().Without("logging"), []string{"gnatsd"}, io.Discard, &stderr)
	if status != 1 || !strings.Contains(stderr.String(), "*zap.Logger") {
		t.Errorf("status %d, %q", status, stderr.String())
	}
}

// server is gnatsd as a process of its own.
type server struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines *bufio.Scanner
	log   strings.Builder
}

func start(t *testing.T, args ...string) *server {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), asServer+"=1")
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return &server{t: t, cmd: cmd, lines: bufio.NewScanner(out)}
}

// await reads the log until a line ends in the text.
func (s *server) await(text string) {
	s.t.Helper()
	for s.lines.Scan() {
		s.log.WriteString(s.lines.Text() + "\n")
		if strings.HasSuffix(s.lines.Text(), text) {
			return
		}
	}
	s.t.Fatalf("no line ends in %q:\n%s", text, s.log.String())
}

func (s *server) signal(signal os.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		s.t.Fatal(err)
	}
}

// wait reads the log to its end and returns it with the exit status.
func (s *server) wait() (int, string) {
	s.t.Helper()
	for s.lines.Scan() {
		s.log.WriteString(s.lines.Text() + "\n")
	}
	_ = s.cmd.Wait() // the status says it
	return s.cmd.ProcessState.ExitCode(), s.log.String()
}

func skipWithoutSignals(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("no signals to send here")
	}
}

func TestLife(t *testing.T) {
	t.Parallel()
	skipWithoutSignals(t)
	for name, signal := range map[string]os.Signal{"interrupt": os.Interrupt, "terminated": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			pid := filepath.Join(dir, "pid")
			s := start(t, "-n", "alpha", "-P", pid, "--ports_file_dir", dir)
			s.await("Server is ready")
			if files, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(files) != 2 {
				t.Errorf("files %v, %v", files, err)
			}
			s.signal(signal)
			status, log := s.wait()
			if status != 0 {
				t.Errorf("status %d", status)
			}
			head := `(?m)^\[\d+\] \d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{6} \[INF\] `
			bare := regexp.MustCompile(head).ReplaceAllString(log, "")
			want := regexp.MustCompile(`^Starting gnatsd
  Version:  2\.0\.0
  Git:      \[(not set|[0-9a-f]{7})\]
  Protocol: 2\.15\.0
  Name:     alpha
  ID:       N[A-Z2-7]{55}
Server is ready
Trapped "` + name + `" signal
Initiating Shutdown\.\.\.
Server Exiting\.\.
$`)
			if !want.MatchString(bare) {
				t.Errorf("log\n%s", log)
			}
			if files, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(files) != 0 {
				t.Errorf("left behind: %v, %v", files, err)
			}
		})
	}
}

func TestSecondInterrupt(t *testing.T) {
	t.Parallel()
	skipWithoutSignals(t)
	s := start(t, "--trouble_hang")
	s.await("Server is ready")
	s.signal(os.Interrupt)
	s.await("Initiating Shutdown...")
	s.signal(os.Interrupt)
	status, log := s.wait()
	if status != 1 || strings.Contains(log, "Exiting..") {
		t.Errorf("status %d\n%s", status, log)
	}
}

func TestPortInUse(t *testing.T) {
	t.Parallel()
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = busy.Close() }()
	addr := busy.Addr().String()
	pid := filepath.Join(t.TempDir(), "pid")
	status, log := start(t, "--trouble_listen", addr, "-P", pid).wait()
	text := fmt.Sprintf("[FTL] Error listening on port: %s, \"listen tcp %s: bind: address already in use\"\n", addr, addr)
	if status != 1 || !strings.HasSuffix(log, text) || strings.Contains(log, "is ready") {
		t.Errorf("status %d, want %q at the end of\n%s", status, text, log)
	}
	if _, err := os.Stat(pid); !os.IsNotExist(err) {
		t.Errorf("the pid file is left behind: %v", err)
	}
}

func TestFatalEndsInOrder(t *testing.T) {
	t.Parallel()
	pid := filepath.Join(t.TempDir(), "pid")
	status, log := start(t, "--trouble_fatal", "-P", pid).wait()
	if status != 1 || !strings.Contains(log, "[FTL] out of luck\n") || !strings.HasSuffix(log, "Server Exiting..\n") {
		t.Errorf("status %d\n%s", status, log)
	}
	if _, err := os.Stat(pid); !os.IsNotExist(err) {
		t.Errorf("the pid file is left behind: %v", err)
	}
}

func TestLogFile(t *testing.T) {
	t.Parallel()
	skipWithoutSignals(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "log")
	s := start(t, "-l", path, "-P", filepath.Join(dir, "pid"), "--trouble_fatal")
	if status, stderr := s.wait(); status != 1 || stderr != "" {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "Starting gnatsd\n") || !strings.HasSuffix(string(text), "Server Exiting..\n") {
		t.Errorf("log file\n%s", text)
	}
	missing := filepath.Join(dir, "none", "log")
	status, stderr := start(t, "-l", missing).wait()
	want := regexp.MustCompile(`^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d error opening file: open ` +
		regexp.QuoteMeta(missing) + `: .*\n$`)
	if status != 1 || !want.MatchString(stderr) {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
}
