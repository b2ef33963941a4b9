package test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

// Goal: a reload changes what can be changed while the server runs, names what cannot, and is all or nothing.

// reloadable is a server with a configuration file that tests change.
type reloadable struct {
	*harness.Server
	t    *testing.T
	path string
}

func startReloadable(t *testing.T, text string) *reloadable {
	t.Helper()
	path := harness.ConfigFile(t, text)
	return &reloadable{harness.Start(t, "-c", path), t, path}
}

// reload changes the file and asks for a reload; the log must have the line then.
func (r *reloadable) reload(text, line string) []string {
	r.t.Helper()
	must(r.t, os.WriteFile(r.path, []byte(text), 0o600))
	r.Signal(syscall.SIGHUP)
	return r.WaitLog(regexp.MustCompile(line))
}

func TestReloadEachKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := startReloadable(t, "max_pending: 1mb\nmax_payload: 4096\n")
	const head = "max_pending: 1mb\nmax_payload: 4096\n"
	for _, test := range []struct{ line, said string }{
		{"max_connections: 7", "max_connections: 65536 → 7, applies to new and connected clients"},
		{"max_control_line: 512", "max_control_line: 4096 → 512, applies to new and connected clients"},
		{"max_subscriptions: 5", "max_subscriptions: 0 → 5, applies to new connections"},
		{"max_subscription_tokens: 5", "max_subscription_tokens: 0 → 5, applies to new and connected clients"},
		{`write_deadline: "3s"`, `write_deadline: "10s" → "3s", applies to new and connected clients`},
		{`write_timeout: close`, `write_timeout: "default" → "close", applies to new and connected clients`},
		{`ping_interval: "3s"`, `ping_interval: "2m0s" → "3s", applies to new and connected clients`},
		{"ping_max: 3", "ping_max: 2 → 3, applies to new and connected clients"},
		{"max_traced_msg_len: 3", "max_traced_msg_len: 0 → 3, applies to new and connected clients"},
		{`lame_duck_duration: "1m"`, `lame_duck_duration: "2m0s" → "1m0s", applies to new and connected clients`},
		{`lame_duck_grace_period: "1s"`, `lame_duck_grace_period: "10s" → "1s", applies to new and connected clients`},
		{"debug: true", "debug: false → true, applies at once"},
		{"trace: true", "trace: false → true, applies at once"},
		{"trace_verbose: true", "trace_verbose: false → true, applies at once"},
		{"logtime_utc: true", "logtime_utc: false → true, applies at once"},
		{"log_levels { client: warn }", `log_levels: "" → "client=warn", applies at once`},
		{"log_repeats: 3", "log_repeats: 20 → 3, applies at once"},
		{"log_max_num: 3", "log_max_num: 0 → 3, applies at once"},
		{"log_size_limit: 1mb", "log_size_limit: 0 → 1048576, applies at once"},
		{"pid_file: " + quoted(dir, "pid"), `pid_file: "" → ` + quoted(dir, "pid") + ", applies at once"},
		{"ports_file_dir: " + quoted(dir), `ports_file_dir: "" → ` + quoted(dir) + ", applies at once"},
	} {
		r.reload(head+test.line+"\n", regexp.QuoteMeta("Reloaded: "+test.said))
	}
	r.reload("max_pending: 2mb\nmax_payload: 8192\n", `Reloaded: max_payload: 4096 → 8192, (?s:.*)`+
		`Reloaded: max_pending: 1048576 → 2097152, (?s:.*)Reloaded server configuration \(sha256:[0-9a-f]{64}\)`)
}

func quoted(parts ...string) string { return `"` + filepath.Join(parts...) + `"` }

func TestReloadRefuses(t *testing.T) {
	t.Parallel()
	r := startReloadable(t, "max_payload: 4096\n")
	c := harness.Greet(t, r.Server)
	for _, test := range []struct{ text, said string }{
		{"no_header_support: true", `config reload not supported for no_header_support: old=false, new=true`},
		{"server_name: x", `config reload not supported for server_name: old="", new="x"`},
		{"max_paylod: 1", `server.conf:2:1: key "max_paylod": unknown key, did you mean "max_payload"\?`},
		{"max_control_line: 0", `server.conf:2:1: key "max_control_line": must be positive, not 0`},
		{"debug: {", `server.conf:3:1: Parse error: `},
		{`log_file: "/nonexistent/log"`, `error opening file: open /nonexistent/log: `},
		{`pid_file: "x" port: 5`, `server.conf:2:15: Parse error: `},
	} {
		// The limit in the same file must not come into force either.
		r.reload("max_payload: 100\n"+test.text+"\n", "Failed to reload server configuration: .*"+test.said)
	}
	c.Send("PUB foo 1000", strings.Repeat("x", 1000))
	c.Sync()
	must(t, os.Remove(r.path))
	r.Signal(syscall.SIGHUP)
	r.WaitLog(regexp.MustCompile("Failed to reload server configuration: open .*no such file"))
	c.Sync()
}

func TestReloadWithoutAFile(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	s.Signal(syscall.SIGHUP)
	s.WaitLog(regexp.MustCompile("can only reload config when a file is provided using -c or --config"))
}

// Flags beat the file over all reloads.
func TestReloadKeepsFlags(t *testing.T) {
	t.Parallel()
	path := harness.ConfigFile(t, "ping_max: 2\n")
	r := &reloadable{harness.Start(t, "-D=false", "-c", path), t, path}
	r.reload("ping_max: 5\ndebug: true\nport: 1\n", "Reloaded: ping_max: 2 → 5")
	r.WaitLog(regexp.MustCompile("Reloaded server configuration"))
	if strings.Contains(r.Log(), "[DBG]") {
		t.Error("the flag that switches debugging off is forgotten")
	}
}

// Connected clients hear of a new limit and are held to it; those too many are sent away.
func TestReloadReachesClients(t *testing.T) {
	t.Parallel()
	r := startReloadable(t, "max_payload: 4096\n")
	old, silent := harness.Greet(t, r.Server), harness.Connect(t, r.Server)
	modern := harness.Connect(t, r.Server)
	modern.Hello(`{"verbose":false,"protocol":1}`)
	modern.ExpectRegexp(regexp.MustCompile(`^INFO .*"connect_info":true`))
	r.reload("max_payload: 100\n", "Reloaded: max_payload: 4096 → 100")
	modern.ExpectRegexp(regexp.MustCompile(`^INFO .*"max_payload":100,`))
	old.Send("PUB foo 101")
	old.Expect("-ERR 'Maximum Payload Violation'")
	old.ExpectClosed()
	r.reload("max_payload: 100\nmax_connections: 1\n", "Closed 1 connections to fall within max_connections")
	harness.Eventually(t, harness.Patience, "one of two is closed", func() bool {
		return (silent.Peer.Sync() != nil) != (modern.Peer.Sync() != nil)
	})
}

// Reloads under load lose and change nothing.
func TestReloadUnderLoad(t *testing.T) {
	t.Parallel()
	const messages = 20_000
	r := startReloadable(t, "ping_max: 2\n")
	sub, pub := dial(t, r.Server), dial(t, r.Server)
	var mu sync.Mutex
	next, wrong := 0, ""
	done := make(chan struct{})
	_, err := sub.Subscribe("load", func(m *nats.Msg) {
		mu.Lock()
		defer mu.Unlock()
		if want := fmt.Sprint(next); string(m.Data) != want && wrong == "" {
			wrong = fmt.Sprintf("got %s instead of %s", m.Data, want)
		}
		if next++; next == messages {
			close(done)
		}
	})
	must(t, err)
	must(t, sub.Flush())
	for i := range messages {
		must(t, pub.Publish("load", []byte(fmt.Sprint(i))))
		if i%2000 == 1000 {
			must(t, os.WriteFile(r.path, fmt.Appendf(nil, "ping_max: %d\nmax_control_line: %d\n", 3+i, 4096+i), 0o600))
			r.Signal(syscall.SIGHUP)
		}
	}
	must(t, pub.Flush())
	receive(t, "all messages", done)
	if wrong != "" {
		t.Error(wrong)
	}
	r.WaitLog(regexp.MustCompile("Reloaded server configuration"))
}
