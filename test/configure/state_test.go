//go:build unix

package configure

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"gnatsd/modules/config"
	"gnatsd/test/harness"
)

// volatile are fields of INFO and /varz that differ between two servers of one
// configuration, or with time.
var volatile = []string{
	"server_id", "server_name", "cluster_port", "cpu",
	"name", "client_id", "client_ip", "port", "nonce", "http_port", "start", "now", "uptime",
	"mem", "connections", "total_connections", "in_msgs", "out_msgs", "in_bytes", "out_bytes", "in_client_msgs",
	"in_client_bytes", "out_client_msgs", "out_client_bytes", "http_req_stats", "config_load_time", "config_digest",
	"slow_consumers", "slow_consumer_stats", "stalled_clients", "subscriptions", "tls_cert_not_after", "connect_urls",
}

// state is what can be seen of a configuration from outside, one line each.
func (n *node) state() []string {
	n.t.Helper()
	var lines []string
	add := func(what string, values any) { lines = append(lines, what+": "+n.general(fmt.Sprint(values))) }

	var said struct{ Settings []config.Setting }
	n.get("/api/v1/config", &said)
	for _, s := range said.Settings {
		add("setting "+s.Key, s.Value)
	}
	varz := map[string]any{}
	n.get("/varz", &varz)
	add("varz", steady(varz))
	for i, login := range logins {
		for _, page := range []string{"/varz", "/api/v1/config"} {
			status, _ := n.ask(page, login)
			add(fmt.Sprintf("monitor login %d, %s", i, page), status)
		}
	}
	peer, err := harness.Dial(n.clients)
	must(n.t, err)
	add("info", steady(peer.Info))
	peer.Close()

	kind, where := n.lineOfLog()
	add("log", kind+" to "+where)
	before := n.log()
	for _, login := range []string{
		``, `,"user":"u","pass":"p"`, `,"user":"u","pass":"q"`, `,"user":"v","pass":"p"`, `,"auth_token":"t"`,
	} {
		add("login "+login, n.login(login))
	}
	if where != "syslog" { // which is behind
		now := n.log()
		add("debug", strings.Count(now, "[DBG]") > strings.Count(before, "[DBG]"))
		add("trace", strings.Count(now, "[TRC]") > strings.Count(before, "[TRC]"))
	}
	for _, name := range []string{"one.pid", "two.pid"} {
		text, _ := os.ReadFile(filepath.Join(n.dir, name)) // none is an answer as well
		add(name, string(text) == strconv.Itoa(n.cmd.Process.Pid))
	}
	ports, err := filepath.Glob(filepath.Join(n.dir, "*.ports"))
	must(n.t, err)
	add("ports files", len(ports))
	return lines
}

func steady(fields map[string]any) map[string]any {
	fields = maps.Clone(fields)
	maps.DeleteFunc(fields, func(name string, _ any) bool { return slices.Contains(volatile, name) })
	for name, value := range fields {
		if block, ok := value.(map[string]any); ok {
			fields[name] = steady(block)
		}
	}
	return fields
}

// login tells whether the server lets somebody in who shows these.
func (n *node) login(credentials string) bool {
	peer, err := harness.Dial(n.clients)
	must(n.t, err)
	defer peer.Close()
	return peer.Hello(`{"verbose":false,"pedantic":false`+credentials+`}`) == nil
}

// lineOfLog makes the server write a line, and tells of what form it is and where
// it has gone.
func (n *node) lineOfLog() (kind, where string) {
	n.t.Helper()
	const said = "File log re-open"
	before := n.sinks()
	must(n.t, n.cmd.Process.Signal(syscall.SIGUSR1))
	harness.Eventually(n.t, harness.Patience, "a line of the log", func() bool {
		for name, text := range n.sinks() {
			if strings.Count(text, said) > strings.Count(before[name], said) {
				text = text[:strings.LastIndex(text, said)]
				kind, where = form(text[strings.LastIndexByte(text, '\n')+1:]), name
				return true
			}
		}
		return false
	})
	return kind, where
}

func form(line string) string {
	switch {
	case strings.HasPrefix(line, "{"):
		return "json"
	case strings.HasPrefix(line, "time="):
		return "logfmt"
	case strings.HasPrefix(line, "<"):
		return "syslog"
	case strings.Contains(line, "] [INF]"):
		return "text without the time"
	}
	return "text"
}

// same compares two states.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Errorf("%s\n%v\nbut\n%v", what, got[min(i, len(got)-1)], want[min(i, len(want)-1)])
		}
	}
}
