//go:build unix

package configure

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"

	"gnatsd/cmd/cli"
	"gnatsd/modules/config"
	"gnatsd/test/harness"
)

// A node is one server that is told everything by its file. In what the file
// says, DIR is a folder of the node's own and SYSLOG the address of a syslog that
// the test reads.
type node struct {
	t      *testing.T
	cmd    *exec.Cmd
	dir    string
	file   string // the configuration
	syslog *syslog
	stderr *text
	env    []string // beside the test's own
	done   chan struct{}

	clients, monitor string // where they listen
}

// text is what one goroutine writes and another reads.
type text struct {
	mu  sync.Mutex
	all []byte
}

func (b *text) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, p...)
	return len(p), nil
}

func (b *text) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return string(b.all)
}

// syslog takes the place of a remote syslog.
type syslog struct {
	net.PacketConn
	text
}

func newSyslog(t *testing.T) *syslog {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	must(t, err)
	s := &syslog{PacketConn: conn}
	var reading sync.WaitGroup
	reading.Go(func() {
		packet := make([]byte, 64<<10)
		for {
			n, _, err := conn.ReadFrom(packet)
			if err != nil {
				return
			}
			_, _ = s.Write(packet[:n]) // never fails
		}
	})
	t.Cleanup(func() { conn.Close(); reading.Wait() })
	return s
}

func newNode(t *testing.T) *node {
	t.Helper()
	return &node{t: t, dir: t.TempDir(), syslog: newSyslog(t), stderr: &text{}, done: make(chan struct{})}
}

// start starts the server and waits until it is ready.
func (n *node) start(file settings, args ...string) {
	n.t.Helper()
	n.file = filepath.Join(n.dir, "server.conf")
	n.write(n.file, file)
	command := append(harness.Program(n.t), append([]string{"-c", n.file}, args...)...)
	n.cmd = exec.Command(command[0], command[1:]...)
	n.cmd.Stderr, n.cmd.Env = n.stderr, append(os.Environ(), n.env...)
	must(n.t, n.cmd.Start())
	go func() {
		_ = n.cmd.Wait() // the log says why
		close(n.done)
	}()
	n.t.Cleanup(func() {
		n.kill()
		if n.t.Failed() {
			n.t.Logf("started with:\n%s\nlog:\n%s", file, n.log())
		}
	})
	n.await("Server is ready", 1)
	n.clients = n.find(`Listening for client connections on ([\d.]+:\d+)`)
	n.monitor = n.find(`Starting https? monitor on ([\d.]+:\d+)`)
}

// kill ends the server, which may have ended already.
func (n *node) kill() {
	_ = n.cmd.Process.Kill()
	<-n.done
}

// configure loads a file as the server would.
func (n *node) configure(file settings) (*config.Loaded, error) {
	path := filepath.Join(n.dir, "foretold.conf")
	n.write(path, file)
	return cli.Stock().Configure("-c", path)
}

func (n *node) find(re string) string {
	found := regexp.MustCompile(re).FindStringSubmatch(n.log())
	if found == nil {
		n.t.Fatalf("the log has no %s", re)
	}
	return found[1]
}

// real puts what is this node's own into a text.
func (n *node) real(text string) string {
	return strings.NewReplacer("DIR", n.dir, "SYSLOG", n.syslog.LocalAddr().String()).Replace(text)
}

// general takes it out again.
func (n *node) general(text string) string {
	return strings.NewReplacer(n.dir, "DIR", n.syslog.LocalAddr().String(), "SYSLOG").Replace(text)
}

func (n *node) write(path string, file settings) {
	n.t.Helper()
	must(n.t, os.WriteFile(path, []byte(n.real(file.String())), 0o600))
}

// sinks are the places the log may be in, by name.
func (n *node) sinks() map[string]string {
	all := map[string]string{"stderr": n.stderr.String(), "syslog": n.syslog.String()}
	logs, err := filepath.Glob(filepath.Join(n.dir, "*.log"))
	must(n.t, err)
	for _, path := range logs {
		content, err := os.ReadFile(path)
		must(n.t, err)
		all[filepath.Base(path)] = string(content)
	}
	return all
}

// log is everything the server has written, wherever.
func (n *node) log() string {
	all := ""
	for _, text := range n.sinks() {
		all += text
	}
	return all
}

// await waits until the log has a text so many times.
func (n *node) await(what string, times int) {
	n.t.Helper()
	harness.Eventually(n.t, harness.Patience, fmt.Sprintf("%d times %q in the log", times, what), func() bool {
		select {
		case <-n.done:
			n.t.Fatalf("the server has ended:\n%s", n.log())
		default:
		}
		return strings.Count(n.log(), what) >= times
	})
}

const (
	accepted = "Reloaded server configuration"
	refused  = "Failed to reload server configuration"
)

// reload puts another file in the place of the first and tells whether the
// server has taken it.
func (n *node) reload(file settings) bool {
	n.t.Helper()
	n.write(n.file, file)
	before := n.log()
	yes, no := strings.Count(before, accepted), strings.Count(before, refused)
	must(n.t, n.cmd.Process.Signal(syscall.SIGHUP))
	harness.Eventually(n.t, harness.Patience, "an outcome of the reload", func() bool {
		now := n.log()
		return strings.Count(now, accepted) > yes || strings.Count(now, refused) > no
	})
	return strings.Count(n.log(), refused) == no
}

// logins are shown to the monitor: each header of those that files may ask for.
var logins = []string{
	"", basic("op", "secret"), "Bearer secret", basic("other", "secret"), basic("op", "other"), "Bearer other",
	basic("r", "p"), basic("other", "p"), basic("r", "other"),
}

func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// ask asks the monitor for a page.
func (n *node) ask(page, login string) (status int, body []byte) {
	n.t.Helper()
	r, err := http.NewRequestWithContext(n.t.Context(), http.MethodGet, "http://"+n.monitor+page, nil)
	must(n.t, err)
	if login != "" {
		r.Header.Set("Authorization", login)
	}
	answer, err := browser.Do(r)
	must(n.t, err)
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	must(n.t, err)
	return answer.StatusCode, body
}

var browser = &http.Client{Timeout: harness.Patience, Transport: &http.Transport{DisableKeepAlives: true}}

// get reads a page of the monitor with the login that opens it.
func (n *node) get(page string, into any) {
	n.t.Helper()
	for _, login := range logins {
		if status, body := n.ask(page, login); status == http.StatusOK {
			must(n.t, json.Unmarshal(body, into))
			return
		}
	}
	n.t.Fatalf("nobody may see %s", page)
}
