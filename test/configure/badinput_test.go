//go:build unix

package configure

// Goal: what is wrong with a configuration and its surroundings is one clear
// error, at the start and at a reload, and nothing is half done. Method: beside
// what package test starts with, that which needs certificates and variables.

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"gnatsd/test/certs"
	"gnatsd/test/harness"
)

// bad are files that no server may start with.
var bad = map[string]struct {
	file settings
	env  string
	says string
}{
	"unreadable":           {settings{"tls": `{ cert_file: "/proc/self/mem", key_file: "DIR/one-key.pem" }`}, "", "mem: "},
	"no certificate":       {pair("none.pem", "one-key.pem", ""), "", "none.pem: no such file"},
	"no key":               {settings{"tls": `{ cert_file: "DIR/one.pem" }`}, "", "missing 'key_file'"},
	"certificate and key":  {pair("one.pem", "two-key.pem", ""), "", "private key does not match"},
	"expired":              {pair("old.pem", "old-key.pem", ""), "", `server.conf:\d+:1: .*old.pem has expired`},
	"no certificate in it": {pair("one-key.pem", "one-key.pem", ""), "", "one-key.pem"},
	"authority":            {pair("one.pem", "one-key.pem", `, verify: true, ca_file: "DIR/one-key.pem"`), "", "has none"},
	"variable cycle":       {settings{"ping_max": "$CFG_A"}, "CFG_A=$CFG_B CFG_B=$CFG_A", "cycle"},
	"variable of itself":   {settings{"ping_max": "$ping_max"}, "", `the variable "ping_max" is not known`},
	"environment":          {nil, "GNATSD_PING_MAX=many", "GNATSD_PING_MAX"},
	"secret file":          {nil, "GNATSD_AUTHORIZATION_TOKEN_FILE=DIR/none", "GNATSD_AUTHORIZATION_TOKEN_FILE: open"},
	"monitoring port":      {settings{"http": "TAKEN"}, "", "Can't start monitoring: can't listen to the monitor port: "},
	"cluster port":         {settings{"cluster.listen": "TAKEN", "cluster.name": "c"}, "", "address already in use"},
	"https alone":          {settings{"http": "", "https": `"127.0.0.1:-1"`}, "", "TLS cert and key required for HTTPS"},
}

// pair is a tls block with files of the node's folder.
func pair(cert, key, more string) settings {
	return settings{"tls": `{ cert_file: "DIR/` + cert + `", key_file: "DIR/` + key + `"` + more + " }"}
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	taken := harness.Start(t)
	for name, test := range bad {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNode(t)
			n.issue()
			file := base.with(settings{"pid_file": `"DIR/one.pid"`, "ports_file_dir": `"DIR"`}).with(test.file)
			for key, value := range file {
				file[key] = strings.ReplaceAll(value, "TAKEN", `"`+taken.Addr()+`"`)
			}
			path := filepath.Join(n.dir, "server.conf")
			n.write(path, file)
			ctx, cancel := context.WithTimeout(t.Context(), harness.Patience)
			defer cancel()
			cmd := exec.CommandContext(ctx, harness.Program(t)[0], "-c", path)
			cmd.Env = append(os.Environ(), strings.Fields(n.real(test.env))...)
			out, err := cmd.CombinedOutput()
			if err == nil || cmd.ProcessState.ExitCode() != 1 || !regexp.MustCompile(test.says).Match(out) {
				t.Errorf("%v, want %s in\n%s", err, test.says, out)
			}
			errors := 0
			for line := range strings.Lines(string(out)) {
				if !strings.Contains(line, "[INF]") && !strings.Contains(line, "[WRN]") {
					errors++
				}
			}
			if errors != 1 || strings.Contains(string(out), "Server is ready") {
				t.Errorf("not one clear error:\n%s", out)
			}
			left, err := filepath.Glob(filepath.Join(n.dir, "*.p[io]*"))
			must(t, err)
			if len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// The same files are refused by a reload, and the server goes on as it was.
func TestBadInputAtReload(t *testing.T) {
	t.Parallel()
	n := startSecured(t, base)
	n.issue()
	before := n.state()
	for name, test := range bad {
		if test.env != "" || test.file["http"]+test.file["https"]+test.file["cluster.listen"] != "" {
			continue // not of the file, or refused because it would need a restart
		}
		mark := len(n.log())
		if n.reload(base.with(test.file)) {
			t.Fatalf("%s: taken", name)
		}
		log := n.log()[mark:]
		if !regexp.MustCompile(refused+": .*"+test.says).MatchString(log) || strings.Count(log, "[ERR]") != 1 {
			t.Errorf("%s: want %s in\n%s", name, test.says, log)
		}
	}
	same(t, "refused, but changed:", n.state(), before)
	must(t, n.cmd.Process.Signal(syscall.SIGTERM))
	<-n.done
	if code := n.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("status %d", code)
	}
}

// issue makes certificates in the node's folder: good ones and an old one.
func (n *node) issue() {
	n.t.Helper()
	authority, err := certs.New(n.dir, "authority")
	must(n.t, err)
	for name, wish := range map[string]certs.Wish{"one": {}, "two": {}, "old": {NotAfter: time.Now().Add(-time.Hour)}} {
		_, err = authority.Issue(name, wish)
		must(n.t, err)
	}
}
