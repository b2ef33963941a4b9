//go:build unix

package configure

// Goal: what "check --diff" says is what the reload then does. Method: a running
// server, named by the URL of its monitoring and by its process id.

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gnatsd/test/harness"
)

// diff checks a file against a running server.
func (n *node) diff(file settings, who string) harness.Result {
	n.t.Helper()
	path := filepath.Join(n.dir, "next.conf")
	n.write(path, file)
	return harness.Run(n.t, "check", "-c", path, "--diff", who)
}

func TestDiffForetells(t *testing.T) {
	t.Parallel()
	n := startSecured(t, base.with(settings{"debug": "true"}), "-D=true")
	tls := settings{"tls": `{ cert_file: "DIR/one.pem", key_file: "DIR/one-key.pem" }`}
	for name, next := range map[string]settings{
		"nothing":         base,
		"limits":          base.with(settings{"max_payload": "2000", "max_connections": "50", "ping_interval": `"30s"`}),
		"a section each":  base.with(tls).with(settings{"server_tags": "[ a ]", "log_repeats": "3"}),
		"one is too many": base.with(settings{"max_payload": "2000", "server_name": "x"}),
	} {
		t.Run(name, func(t *testing.T) {
			said := n.diff(next, n.monitor)
			mark := len(n.log())
			taken := n.reload(next)
			log := n.log()[mark:]
			if taken != (said.Code == 0) {
				t.Fatalf("taken: %v, but foretold with %+v", taken, said)
			}
			changes := 0
			for line := range strings.Lines(said.Stdout) {
				line = strings.TrimSuffix(line, "\n")
				if strings.Contains(line, " → ") {
					changes++
				}
				if taken && strings.Contains(line, " → ") && !strings.Contains(log, "Reloaded: "+line) {
					t.Errorf("foretold, but not done: %s", line)
				}
			}
			if taken && changes != strings.Count(log, "Reloaded: ") {
				t.Errorf("foretold:\n%sdone:\n%s", said.Stdout, log)
			}
			n.reload(base)
		})
	}
}

func TestDiffByProcess(t *testing.T) {
	t.Parallel()
	port := harness.FreePort(t)
	changed := settings{"ping_max": "7"}
	ports := settings{"ports_file_dir": `"DIR"`}
	const change = "ping_max: 2 → 7"
	for name, test := range map[string]struct {
		file settings
		args string
		next settings
		want string // in what is said
		code int
	}{
		"ports file in the file":      {ports, "", ports, change, 0},
		"ports file of its flag":      {nil, "--ports_file_dir DIR", nil, change, 0},
		"ports file of the file only": {ports, "", nil, change, 0},
		"port of its flag":            {nil, "-m " + port, nil, change, 0},
		"port chosen by the system":   {nil, "", nil, "give the URL", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNode(t)
			n.start(base.with(test.file), strings.Fields(n.real(test.args))...)
			got := n.diff(base.with(test.next).with(changed), fmt.Sprint(n.cmd.Process.Pid))
			if got.Code != test.code || !strings.Contains(got.Stdout+got.Stderr, test.want) {
				t.Errorf("status %d\n%s%s", got.Code, got.Stdout, got.Stderr)
			}
		})
	}
	n := newNode(t)
	for who, want := range map[string]string{
		"2147483646":               "process 2147483646: no such process",
		fmt.Sprint(os.Getpid()):    "the command line of process " + fmt.Sprint(os.Getpid()),
		"127.0.0.1:1":              "connection refused",
		"http://op:pw@127.0.0.1:1": "connection refused",
	} {
		got := n.diff(base, who)
		if got.Code != 1 || !strings.Contains(got.Stderr, want) || strings.Contains(got.Stderr, "pw") {
			t.Errorf("%s: %+v", who, got)
		}
	}
}
