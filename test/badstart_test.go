package test

import (
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gnatsd/test/harness"
)

// Goal: whatever is wrong with the start is said once and clearly, the process ends with an error, and nothing of it
// has happened: no port, no pid file, nobody let in.

func TestBadStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		must(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	large := file("large.conf", "")
	must(t, os.Truncate(large, 100<<20)) // as a hole
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { taken.Close() })
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"a folder":        {[]string{"-c", dir}, "is a directory"},
		"absent":          {[]string{"-c", dir + "/none.conf"}, "no such file or directory"},
		"binary":          {[]string{"-c", file("binary.conf", "port: 1\x00\x01\x02")}, "NUL byte"},
		"large":           {[]string{"-c", large}, "longer than 16777216 bytes"},
		"deep":            {[]string{"-c", file("deep.conf", strings.Repeat("a { ", 5000))}, "nested too deeply"},
		"include cycle":   {[]string{"-c", file("cycle.conf", "include cycle.conf\n")}, "cycle.conf:1:1: Parse error"},
		"absent include":  {[]string{"-c", file("include.conf", "include none.conf\n")}, "include.conf:1:1: Parse error"},
		"unknown unit":    {[]string{"-c", file("unit.conf", "ping_interval: 5parsecs\n")}, "unit.conf:1:1: .*5parsecs"},
		"overflow":        {[]string{"-c", file("over.conf", "max_payload: 99999999999999999999\n")}, "over.conf:1:14: "},
		"suffix overflow": {[]string{"-c", file("suffix.conf", "max_payload: 16e\n")}, "suffix.conf:1:14: "},
		"unknown name":    {[]string{"-c", file("name.conf", "port: $NOBODY_HAS_THIS\n")}, "name.conf:1:7: "},
		"port in use":     {[]string{"-p", portOf(taken)}, `\[FTL\] Error listening on port: `},
		"no such address": {[]string{"-a", "192.0.2.1"}, `\[FTL\] Error listening on port: `},
		"unwritable log":  {[]string{"-l", dir + "/none/log"}, "error opening file: open "},
		"unwritable pid":  {[]string{"-P", dir + "/none/pid"}, `\[FTL\] Could not write pidfile: open `},
		"no syslog":       {[]string{"-r", "unix://" + dir + "/none"}, "error connecting to syslog: "},
		"syslog scheme":   {[]string{"-r", "http://localhost:1"}, `error invalid network type: "http"`},
		"blank in a name": {[]string{"-n", "a b"}, "server name cannot contain spaces"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pid := filepath.Join(t.TempDir(), "pid")
			got := harness.Run(t, append([]string{"-a", "127.0.0.1", "-p", "-1", "-P", pid}, test.args...)...)
			if got.Code != 1 || !regexp.MustCompile(test.want).MatchString(got.Stderr) {
				t.Errorf("status %d, want %s in\n%s", got.Code, test.want, got.Stderr)
			}
			if strings.Contains(got.Stderr, "Server is ready") || strings.Contains(got.Stderr, "panic") {
				t.Errorf("half started:\n%s", got.Stderr)
			}
			if _, err := os.Stat(pid); err == nil {
				t.Error("the pid file is left behind")
			}
		})
	}
}

func portOf(l net.Listener) string {
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}
