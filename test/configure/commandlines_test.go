//go:build unix

package configure

// Goal: the command lines with which the test suites of client libraries start
// a nats-server start this one. Method: each as it was recorded, run under that
// name in a folder with the files it names, those of testdata; port numbers are
// replaced by free ones.

import (
	"bytes"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"gnatsd/test/certs"
	"gnatsd/test/harness"
)

// recorded are command lines; those of one entry run together. The words of one
// line are separated by single blanks, quotes are part of a word.
var recorded = map[string][]string{
	"nats.c port":            {"-p 22222 -a 127.0.0.1 -l server.log"},
	"nats.c address":         {"-a 127.0.0.1 -p 4222 -l server.log"},
	"nats.c six":             {"-a :: -p 4222 -l server.log"},
	"nats.c tls":             {"-config tls.conf -a 127.0.0.1 -l server.log"},
	"nats.c tls first":       {"-config tlsfirst.conf -a 127.0.0.1 -l server.log"},
	"nats.c tls any":         {"-config tls_noip.conf -a 127.0.0.1 -l server.log"},
	"nats.c tls port":        {"-c tls_default_port.conf -DV -a 127.0.0.1 -l server.log"},
	"nats.c token":           {"-p 22222 --auth token1 -a 127.0.0.1 -l server.log"},
	"nats.c token, one dash": {"-auth testSecret -p 8232 -a 127.0.0.1 -l server.log"},
	"nats.c user":            {"--user ivan --pass foo -p 8232 -a 127.0.0.1 -l server.log"},
	"nats.c user, one dash":  {"-p 1223 -user ivan -pass secret -a 127.0.0.1 -l server.log"},
	"nats.c permissions":     {"-c permissions.conf -a 127.0.0.1 -p 8232 -l server.log"},
	"nats.c tls or not": {
		"-p 4443 -tls -tlscert certs/server-cert.pem -tlskey certs/server-key.pem -tlscacert " +
			"certs/ca.pem -c non_tls.conf -a 127.0.0.1 -l server.log",
	},
	"nats.c cluster": {
		"-a 127.0.0.1 -p 4222 -cluster nats://127.0.0.1:5222 -cluster_name abc",
		"-a 127.0.0.1 -p 4223 -cluster nats://127.0.0.1:5223 -cluster_name abc -routes " +
			"nats://127.0.0.1:5222",
		"-a 127.0.0.1 -p 4224 -cluster nats://127.0.0.1:5224 -cluster_name abc -routes " +
			"nats://127.0.0.1:5222",
	},
	"nats.c cluster, schemes": {
		"-a 127.0.0.1 -p 4222 -cluster nats-route://127.0.0.1:6222 -cluster_name abc",
		"-a 127.0.0.1 -p 4223 -cluster nats-route://127.0.0.1:6223 -cluster_name abc -routes " +
			"nats-route://127.0.0.1:6222,nats-route://127.0.0.1:6224",
	},
	"nats.c cluster and tls": {
		`-a 127.0.0.1 -p 4443 -cluster_name "abc" -cluster nats://127.0.0.1:6222 -tls -tlscert ` +
			`certs/server-cert.pem -tlskey certs/server-key.pem -tlscacert certs/ca.pem -user user ` +
			`-pass pwd`,
		`-a 127.0.0.1 -p 4444 -cluster_name "abc" -cluster nats://127.0.0.1:6223 -tls -tlscert ` +
			`certs/server-cert.pem -tlskey certs/server-key.pem -tlscacert certs/ca.pem -user user ` +
			`-pass pwd -routes nats://127.0.0.1:6222`,
	},
	"nats.py":         {"-p 4222 -m 8222 -a 127.0.0.1"},
	"nats.py user":    {"-p 4223 -m 8223 -a 127.0.0.1 --user foo --pass bar"},
	"nats.py token":   {"-p 4223 -m 8223 -a 127.0.0.1 --auth secret -DV"},
	"nats.py storage": {"-p 4222 -m 8222 -a 127.0.0.1 -js -sd=store"},
	"nats.py tls": {
		"-p 4224 -m 8224 -a 127.0.0.1 --tls --tlscert certs/server-cert.pem --tlskey " +
			"certs/server-key.pem --tlsverify --tlscacert certs/ca.pem",
	},
	"nats.py file": {"-p 4224 -m 8224 -a 127.0.0.1 --config json.conf"},
	"nats.py cluster": {
		"-p 4222 -m 8222 -a 127.0.0.1 --cluster_listen nats://127.0.0.1:6223 --routes " +
			"nats://127.0.0.1:6223,nats://127.0.0.1:6224 --cluster_name CLUSTER",
		"-p 4223 -m 8223 -a 127.0.0.1 --cluster_listen nats://127.0.0.1:6224 --routes " +
			"nats://127.0.0.1:6223,nats://127.0.0.1:6224 --cluster_name CLUSTER",
	},
	"nats.py package": {
		"--port -1 --addr 127.0.0.1 --debug --jetstream --store_dir store --server_name n1",
	},
	"nats.py package, file": {"--port 4222 --addr ::1 --config json.conf"},
	"nats.py package, cluster": {
		"--port -1 --addr 127.0.0.1 --server_name n1 --cluster nats://127.0.0.1:6222 --cluster_name " +
			"c --routes nats://127.0.0.1:6222,nats://127.0.0.1:6223",
		"--port -1 --addr 127.0.0.1 --server_name n2 --cluster nats://127.0.0.1:6223 --cluster_name " +
			"c --routes nats://127.0.0.1:6222,nats://127.0.0.1:6223",
	},
	"nats.js":      {"-c js.conf"},
	"nats.go":      {"-c go.conf"},
	"nats.rs":      {"--store_dir store -p -1 -l server.log -P server.pid"},
	"nats.rs file": {"--store_dir store -p 4222 -l server.log -P server.pid -c rs.conf"},
	"nats.rs cluster": {
		"--store_dir store -p -1 -l a.log -P a.pid --routes " +
			"nats://127.0.0.1:6222,nats://127.0.0.1:6223 --cluster nats://127.0.0.1:6222 --cluster_name " +
			"local -n node1",
		"--store_dir store2 -p -1 -l b.log -P b.pid --routes " +
			"nats://127.0.0.1:6222,nats://127.0.0.1:6223 --cluster nats://127.0.0.1:6223 --cluster_name " +
			"local -n node2",
	},
	"cluster name alone": {"-p -1 -a 127.0.0.1 --cluster_name c"},
	"a unit file of gnatsd 1.2": {
		"-P server.pid -c seed.conf -a 127.0.0.1 -p 4222 -ms 8222 -T=false -cluster " +
			"nats://r:s@127.0.0.1:6222 -tls -tlscert certs/server-cert.pem -tlskey certs/server-key.pem",
	},
}

// impossible are those that ask for what the server does not have; it says so.
var impossible = map[string]struct{ line, says string }{
	"nats.c accounts": {
		`-a 127.0.0.1 -p 4222 -cluster_name "local" -cluster nats://127.0.0.1:6222 -c accounts.conf`,
		"does not have accounts",
	},
	"nats.c tls, mapped": {"-config tlsverify.conf -a 127.0.0.1 -l server.log", "does not have accounts"},
	"storage in a file":  {"-p -1 -c storage.conf", "does not have JetStream"},
}

func TestRecordedCommandLines(t *testing.T) {
	t.Parallel()
	for name, lines := range recorded {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkplace(t)
			for _, line := range lines {
				w.start(line)
			}
			if name == "nats.js" {
				w.checkPortsFile()
			}
			for _, cmd := range w.running {
				must(t, cmd.Process.Signal(syscall.SIGINT))
				if err := cmd.Wait(); err != nil {
					t.Errorf("ended with %v", err)
				}
			}
		})
	}
	for name, test := range impossible {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkplace(t)
			out, err := w.command(test.line).CombinedOutput()
			if err == nil || !strings.Contains(string(out), test.says) {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// A workplace is a folder in which servers are started as nats-server.
type workplace struct {
	t       *testing.T
	dir     string
	ports   map[string]string // free ones by those written
	running []*exec.Cmd
}

// ready is what the log of a server says in the end.
var ready = regexp.MustCompile(`Listening for client connections on (\S+)\n(?s:.*)Server is ready`)

var portNumber = regexp.MustCompile(`\b([1-9]\d{3,4})\b`)

func newWorkplace(t *testing.T) *workplace {
	t.Helper()
	w := &workplace{t: t, dir: t.TempDir(), ports: map[string]string{}}
	program := harness.Program(t)
	must(t, os.Symlink(program[0], filepath.Join(w.dir, "nats-server")))
	folder := filepath.Join(w.dir, "certs")
	must(t, os.Mkdir(folder, 0o700))
	authority, err := certs.New(folder, "authority")
	must(t, err)
	pair, err := authority.Issue("server", certs.Wish{})
	must(t, err)
	must(t, os.Rename(pair.Cert, filepath.Join(folder, "server-cert.pem")))
	files, err := filepath.Glob(filepath.Join("testdata", "commandlines", "*.conf"))
	must(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		must(t, os.WriteFile(filepath.Join(w.dir, filepath.Base(file)), []byte(w.free(string(text))), 0o600))
	}
	return w
}

// free replaces the ports in a text.
func (w *workplace) free(text string) string {
	return portNumber.ReplaceAllStringFunc(text, func(port string) string {
		if w.ports[port] == "" {
			w.ports[port] = harness.FreePort(w.t)
		}
		return w.ports[port]
	})
}

func (w *workplace) command(line string) *exec.Cmd {
	cmd := exec.CommandContext(w.t.Context(), "./nats-server", strings.Split(w.free(line), " ")...)
	cmd.Dir = w.dir
	return cmd
}

// start waits until the server is ready, as its log says, and greets.
func (w *workplace) start(line string) {
	w.t.Helper()
	cmd, said := w.command(line), &text{}
	cmd.Stderr = said
	must(w.t, cmd.Start())
	w.running = append(w.running, cmd)
	w.t.Cleanup(func() { _ = cmd.Process.Kill() })
	log := said.String
	if at := slices.Index(cmd.Args, "-l"); at > 0 {
		log = func() string {
			text, _ := os.ReadFile(filepath.Join(w.dir, cmd.Args[at+1])) // not there yet
			return said.String() + string(text)
		}
	}
	var found []string
	w.t.Cleanup(func() {
		if w.t.Failed() {
			w.t.Logf("%s\n%s", line, log())
		}
	})
	harness.Eventually(w.t, harness.Patience, "a server that is ready: "+line, func() bool {
		found = ready.FindStringSubmatch(log())
		return found != nil
	})
	_, port, err := net.SplitHostPort(found[1])
	must(w.t, err)
	for _, host := range []string{"127.0.0.1", "::1"} {
		conn, err := net.Dial("tcp", net.JoinHostPort(host, port))
		if err != nil {
			continue
		}
		conn.Close()
		return
	}
	w.t.Errorf("%s\nnobody listens on %s", line, found[1])
}

// checkPortsFile reads it as nats.js does.
func (w *workplace) checkPortsFile() {
	w.t.Helper()
	files, err := filepath.Glob(filepath.Join(w.dir, "nats-server_*.ports"))
	must(w.t, err)
	if len(files) != 1 {
		w.t.Fatalf("ports files %v", files)
	}
	content, err := os.ReadFile(files[0])
	must(w.t, err)
	var urls map[string][]string
	must(w.t, json.Unmarshal(bytes.TrimSpace(content), &urls))
	if len(urls["nats"]) != 1 || len(urls["monitoring"]) != 1 {
		w.t.Errorf("%s", content)
	}
}
