package test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gnatsd/test/harness"
)

// The signal command reaches a running server, in all spellings.
func TestSignalCommand(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pid, log := filepath.Join(dir, "pid"), filepath.Join(dir, "log")
	s := harness.Start(t, "-P", pid)
	number := fmt.Sprint(s.PID())
	for _, args := range [][]string{
		{"signal", "reload", number},
		{"-sl", "reload=" + number},
		{"--signal=reload=" + pid},
		{"-sl=reopen=" + number},
		{"signal", "reopen", pid},
	} {
		if got := harness.Run(t, args...); got.Code != 0 || got.Stdout+got.Stderr != "" {
			t.Errorf("%v: %+v", args, got)
		}
	}
	s.WaitLog(regexp.MustCompile("can only reload config when"))
	s.WaitLog(regexp.MustCompile("File log re-open ignored, not a file logger"))
	if _, err := os.Stat(log); err == nil {
		t.Error("a log file out of nowhere")
	}
	if got := harness.Run(t, "signal", "quit", pid); got.Code != 0 {
		t.Errorf("%+v", got)
	}
	if code := s.Wait(stopBound); code != 0 {
		t.Errorf("exit status %d", code)
	}
}

func TestSignalCommandErrors(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"invalid pid: abc":                {"signal", "stop", "abc"},
		"invalid signal parameters: [2]":  {"-sl", "stop=1=2"},
		`unknown signal "foo"`:            {"signal", "foo", fmt.Sprint(os.Getpid())},
		"no such process":                 {"signal", "reload", "2147483646"},
		"signal takes a command":          {"signal"},
		"flag needs an argument: -signal": {"-signal"},
	} {
		got := harness.Run(t, args...)
		if got.Code == 0 || !strings.Contains(got.Stderr, want) {
			t.Errorf("%v: %+v, want %s", args, got, want)
		}
	}
}

func TestCheckCommand(t *testing.T) {
	t.Parallel()
	good := harness.ConfigFile(t, "max_payload: 64KB\nping_interval: 5\n")
	bad := harness.ConfigFile(t, "max_paylod: 1\nport: true\n")
	digest := regexp.MustCompile(`configuration file \S+ is valid \(sha256:[0-9a-f]{64}\)\n$`)
	for _, test := range []struct {
		name   string
		args   []string
		code   int
		stdout string
		stderr string
	}{
		{"verdict", []string{"check", "-c", good}, 0, digest.String(), "warning: .*server.conf:2:1"},
		{"old flag", []string{"-t", "-c", good}, 0, "^$", digest.String()},
		{"warnings count", []string{"check", "--strict", "-c", good}, 1, "^$", "1 warnings"},
		{"all errors", []string{"check", "-c", bad}, 1, "^$", `server.conf:1:1: (?s:.*)server.conf:2:1: `},
		{
			"effective",
			[]string{"check", "-c", good, "--effective", "-p", "7"},
			0,
			`port: 7 +# flag -port\n(?s:.*)max_payload: 65536 +# .*server.conf:1:1\n(?s:.*)ping_max: 2 +# default`, "",
		},
		{"tree", []string{"check", "-tree", "-c", good}, 0, `"max_payload": 65536`, "^$"},
		{"tree of nonsense", []string{"check", "--tree", "-c", harness.ConfigFile(t, "a = [")}, 1, "^$", ":1:6: Parse error"},
		{"convert", []string{"check", "--convert", "yaml", "-c", good}, 0, `^max_payload: 65536\nping_interval: 5\n$`, "^$"},
		{"no file", []string{"-t"}, 1, "^$", `must specify \[-c, --config\] option`},
		{
			"unknown keys",
			[]string{"check", "--unknown_keys", "warn", "-c", harness.ConfigFile(t, "x: 1\n")},
			0, "valid",
			"warning: .*unknown key",
		},
		{"unknown policy", []string{"check", "--unknown_keys", "x", "-c", good}, 2, "^$", "expected error or warn"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := harness.Run(t, test.args...)
			if got.Code != test.code || !regexp.MustCompile(test.stdout).MatchString(got.Stdout) ||
				!regexp.MustCompile(test.stderr).MatchString(got.Stderr) {
				t.Errorf("status %d\n%s%s", got.Code, got.Stdout, got.Stderr)
			}
		})
	}
}
