package harness

import (
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

var (
	listening = regexp.MustCompile(`Listening for client connections on ([^\s"]+):(\d+)`)
	ready     = regexp.MustCompile(`Server is ready`)
	broken    = regexp.MustCompile(`WARNING: DATA RACE|(?m)^(panic|fatal error): |A panic has ended a connection`)
)

// shownLog is how many bytes of the log's end a failed test shows.
const shownLog = 16 << 10

// Server is one server process that listens on a loopback port of its own choice. Its methods belong to the goroutine
// of the test that started it; Addr, URL and PID may be used anywhere.
type Server struct {
	t       testing.TB
	program []string // and its fixed arguments
	args    []string
	addr    string
	port    string
	run     *process
	log     *Log   // of the current run
	past    string // logs of the runs before it
}

// process is one run of the server's program.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended
}

// Start runs the server with further arguments behind `-a 127.0.0.1 -p -1` and waits until it is ready. It is killed
// when the test ends, and its log is shown when the test failed.
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	return StartProgram(t, Program(t), args...)
}

// StartProgram is Start with another server's program, to compare with.
func StartProgram(t testing.TB, program []string, args ...string) *Server {
	t.Helper()
	s := &Server{t: t, program: program, args: args, port: "-1"}
	t.Cleanup(func() {
		if s.Kill(); s.log == nil {
			return
		}
		log := s.past + s.log.String()
		if broken.MatchString(log) {
			t.Errorf("the server reported a data race or a panic")
		}
		if t.Failed() {
			t.Logf("log of the server:\n%s", log[max(0, len(log)-shownLog):])
		}
	})
	s.launch()
	return s
}

// ConfigFile writes a configuration file into the test's temporary folder and returns its path, for `-c`.
func ConfigFile(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "server.conf")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatalf("writing the configuration: %v", err)
	}
	return path
}

func (s *Server) launch() {
	s.t.Helper()
	command := append(slices.Clone(s.program), "-a", "127.0.0.1", "-p", s.port)
	command = append(command, s.args...)
	cmd := exec.Command(command[0], command[1:]...)
	if s.log != nil {
		s.past += s.log.String()
	}
	s.log = newLog()
	cmd.Stderr = s.log
	endWithParent(cmd)
	if err := cmd.Start(); err != nil {
		s.t.Fatalf("starting the server: %v", err)
	}
	s.run = &process{cmd: cmd, done: make(chan struct{})}
	go func(p *process) {
		// The status is read from ProcessState; an error of Wait says nothing more.
		_ = p.cmd.Wait()
		close(p.done)
	}(s.run)
	found := s.WaitLog(listening)
	s.addr, s.port = net.JoinHostPort(found[1], found[2]), found[2]
	s.WaitLog(ready)
}

// Addr returns host:port of the client listener.
func (s *Server) Addr() string { return s.addr }

// Port returns the port of the client listener.
func (s *Server) Port() string { return s.port }

// URL returns the address in the form clients take.
func (s *Server) URL() string { return "nats://" + s.addr }

// PID returns the process id of the current run.
func (s *Server) PID() int { return s.run.cmd.Process.Pid }

// Log returns what the current run has written to standard error so far.
func (s *Server) Log() string { return s.log.String() }

// WaitLog waits for a line and returns its submatches.
func (s *Server) WaitLog(re *regexp.Regexp) []string {
	s.t.Helper()
	found := s.log.wait(re, Patience, s.run.done)
	if found == nil {
		s.t.Fatalf("the server never logged %q", re)
	}
	return found
}

// Signal sends a signal to the server.
func (s *Server) Signal(sig os.Signal) {
	s.t.Helper()
	if err := s.run.cmd.Process.Signal(sig); err != nil {
		s.t.Fatalf("sending %v: %v", sig, err)
	}
}

// Exited tells whether the server has ended.
func (s *Server) Exited() bool {
	select {
	case <-s.run.done:
		return true
	default:
		return false
	}
}

// Wait waits for the end of the process and returns its exit status, -1 when a signal ended it.
func (s *Server) Wait(deadline time.Duration) int {
	s.t.Helper()
	timeout := time.NewTimer(deadline)
	defer timeout.Stop()
	select {
	case <-s.run.done:
	case <-timeout.C:
		s.t.Fatalf("the server did not end within %v", deadline)
	}
	return s.run.cmd.ProcessState.ExitCode()
}

// Stop asks the server to end (SIGTERM) and returns its exit status.
func (s *Server) Stop() int {
	s.t.Helper()
	s.Signal(syscall.SIGTERM)
	return s.Wait(Patience)
}

// Kill ends the server at once. It may be called again, and after Stop.
func (s *Server) Kill() {
	if s.run == nil {
		return
	}
	_ = s.run.cmd.Process.Kill() // fails only when the process has ended already
	<-s.run.done
}

// Restart starts a stopped server again with the same arguments on the same port, with an empty log.
func (s *Server) Restart() {
	s.t.Helper()
	if !s.Exited() {
		s.t.Fatalf("restart of a server that still runs")
	}
	s.launch()
}

// Result is what a process left behind.
type Result struct {
	Stdout, Stderr string
	Code           int
}

// Run runs the server's program with exactly these arguments until it ends by itself.
func Run(t testing.TB, args ...string) Result {
	t.Helper()
	command := append(Program(t), args...)
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatalf("starting the server: %v", err)
	}
	timeout := time.AfterFunc(Patience, func() { _ = cmd.Process.Kill() })
	err := cmd.Wait()
	if !timeout.Stop() {
		t.Fatalf("%s did not end within %v", strings.Join(args, " "), Patience)
	}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatalf("running %s: %v", strings.Join(args, " "), err)
	}
	return Result{Stdout: stdout.String(), Stderr: stderr.String(), Code: cmd.ProcessState.ExitCode()}
}
