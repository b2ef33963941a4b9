package test

import (
	"fmt"
	"net"
	"regexp"
	"strings"
	"testing"

	"gnatsd/test/harness"
)

// Start appends further flags behind its own -p -1; the last one wins.
func TestPortFlag(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"-p=PORT", "--port PORT", "-port=PORT", "--port=PORT", "-p PORT"} {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			port := harness.FreePort(t)
			s := harness.Start(t, strings.Fields(strings.ReplaceAll(form, "PORT", port))...)
			if s.Port() != port {
				t.Fatalf("listens on %s instead of %s", s.Port(), port)
			}
			c := harness.Connect(t, s)
			if got := fmt.Sprint(c.Info["port"]); got != port {
				t.Fatalf("INFO says port %s", got)
			}
		})
	}
}

func TestDebugAndTraceFlag(t *testing.T) {
	t.Parallel()
	s := harness.Start(t, "-DV")
	c := harness.Greet(t, s)
	c.Send("SUB traced.subject 1")
	c.Sync()
	s.WaitLog(regexp.MustCompile(`\[DBG\] `))
	s.WaitLog(regexp.MustCompile(`\[TRC\] .*SUB traced\.subject 1`))
}

func TestVersion(t *testing.T) {
	t.Parallel()
	first := harness.Run(t, "-v")
	if first.Code != 0 || first.Stderr != "" || strings.Count(first.Stdout, "\n") != 1 ||
		!regexp.MustCompile(`\d+\.\d+\.\d+`).MatchString(first.Stdout) {
		t.Fatalf("-v: status %d, %q, %q", first.Code, first.Stdout, first.Stderr)
	}
	for _, arg := range []string{"--version", "-version", "version"} {
		if got := harness.Run(t, arg); got != first {
			t.Errorf("%s: %+v instead of %+v", arg, got, first)
		}
	}
}

// A script that tests for success must not see 0 when nothing was started.
func TestUsageErrors(t *testing.T) {
	harness.OwnServer(t)
	t.Parallel()
	for name, args := range map[string][]string{
		"unknown flag":          {"--no-such-flag"},
		"unknown short flag":    {"-Z"},
		"unknown word":          {"nonsense"},
		"missing argument":      {"-p"},
		"port is not a number":  {"-p", "abc"},
		"bool takes no word":    {"-D", "false"},
		"flags are not bundled": {"-VD"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := harness.Run(t, args...)
			if got.Code != 2 || strings.TrimSpace(got.Stderr) == "" {
				t.Fatalf("status %d, stderr %q", got.Code, got.Stderr)
			}
		})
	}
}

func TestPortInUse(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	must(t, err)
	got := harness.Run(t, "-a", "127.0.0.1", "-p", port)
	if got.Code != 1 || !regexp.MustCompile(`\[FTL\] .*Error listening on port`).MatchString(got.Stderr) {
		t.Fatalf("status %d, stderr %q", got.Code, got.Stderr)
	}
	if strings.Contains(got.Stderr, "Server is ready") {
		t.Fatal("the server claims to be ready")
	}
}

// A configuration that cannot be read ends the start with 1 and a reason.
func TestConfigurationErrors(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"no such file": {"-c", t.TempDir() + "/absent.conf"},
		"not a number": {"-c", harness.ConfigFile(t, "port: {{{\n")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := harness.Run(t, append([]string{"-a", "127.0.0.1", "-p", "-1"}, args...)...)
			if got.Code != 1 || strings.TrimSpace(got.Stderr) == "" || strings.Contains(got.Stderr, "panic") {
				t.Fatalf("status %d, stderr %q", got.Code, got.Stderr)
			}
		})
	}
}
