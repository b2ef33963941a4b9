//go:build unix

package test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"gnatsd/test/certs"
	"gnatsd/test/harness"
)

// Goal: whoever watches the log for an event finds it under the name and with the fields that docs/logging.md shows.
// Method: servers that log as JSON are made to have each event once; its fields are those of the sample in the page,
// and there is no event without a sample.

const watched = `
debug: true
log_format: json
lame_duck_duration: "30s"
lame_duck_grace_period: "200ms"
max_pending: 1MB
max_payload: 512KB
write_deadline: 1s
authorization: {timeout: 1s, users: [
  {user: alice, password: a, permissions: {publish: {deny: secret}}}, {user: bob, password: b}]}
monitor: {admin: true, auth: {token: t}}
`

func TestEventsAreAsDocumented(t *testing.T) {
	t.Parallel()
	harness.OwnServer(t)
	authority, err := certs.New(t.TempDir(), "an authority")
	if err != nil {
		t.Fatal(err)
	}
	files, err := authority.Issue("server", certs.Wish{})
	if err != nil {
		t.Fatal(err)
	}
	config := harness.ConfigFile(t, watched)
	first := startNode(t, nil, "-c", config, "-m", "-1", "-n", "n1")
	second := startNode(t, []string{routeURL(first), "nats://127.0.0.1:" + harness.FreePort(t)}, "-c", config, "-n", "n2")
	secure := harness.Start(t, "-D", "--log_format", "json", "--tls", "--tlscert", files.Cert, "--tlskey", files.Key)

	clientEvents(t, first)
	atThePort(t, first)
	reloads(t, first, config)
	plain := harness.Connect(t, secure)
	plain.Send("this is no handshake, and long enough to be told from one")
	plain.ExpectClosed()
	settled(t, first, second)
	second.Stop()
	seen := logged(t, first, "lame_duck", func() {
		harness.Eventually(t, harness.Patience, "the route is lost", func() bool {
			return strings.Contains(first.Log(), `"event":"route_disconnected"`)
		})
		first.Signal(syscall.SIGUSR2)
	})
	first.Wait(harness.Patience)
	seen = append(append(seen, events(t, first.Log())...), events(t, second.Log())...)
	harness.Eventually(t, harness.Patience, "the handshake has failed", func() bool {
		return strings.Contains(secure.Log(), "tls_handshake_failed")
	})
	compareEvents(t, append(seen, events(t, secure.Log())...))
}

// logged does something and waits for its event.
func logged(t *testing.T, s *harness.Server, event string, do func()) []map[string]any {
	t.Helper()
	do()
	harness.Eventually(t, harness.Patience, event+" is logged", func() bool {
		return strings.Contains(s.Log(), `"event":"`+event+`"`)
	})
	return events(t, s.Log())
}

// clientEvents makes clients do what is logged.
func clientEvents(t *testing.T, s *harness.Server) {
	t.Helper()
	hello := `{"verbose":false,"user":%q,"pass":%q,"name":"app","lang":"go","version":"1.55.0"}`
	stranger, silent := harness.Connect(t, s), harness.Connect(t, s)
	stranger.Send("CONNECT " + fmt.Sprintf(hello, "alice", "wrong"))
	stranger.Expect("-ERR 'Authorization Violation'")
	alice, bob := harness.Connect(t, s), harness.Connect(t, s)
	alice.Hello(fmt.Sprintf(hello, "alice", "a"))
	alice.Send("PUB secret 0", "")
	alice.Expect(`-ERR 'Permissions Violation for Publish to "secret"'`)
	bob.Hello(fmt.Sprintf(hello, "bob", "b"))
	bob.Send("SUB flood 1")
	bob.Sync()
	body := strings.Repeat("x", 400_000)
	logged(t, s, "slow_consumer", func() {
		harness.Eventually(t, harness.Patience, "bob is cut off", func() bool {
			alice.Send("PUB flood 400000", body)
			return strings.Contains(s.Log(), "slow_consumer")
		})
	})
	alice.Send("NONSENSE")
	alice.Expect("-ERR 'Unknown Protocol Operation'")
	silent.Expect("-ERR 'Authentication Timeout'")
	for _, event := range []string{"auth_failed", "auth_timeout", "protocol_error", "permission_violation"} {
		logged(t, s, event, func() {})
	}
}

// reloads has one reload that works and one that does not.
func reloads(t *testing.T, s *harness.Server, config string) {
	t.Helper()
	for _, step := range []struct{ text, event string }{
		{watched + "max_connections: 1000\n", "config_reloaded"},
		{watched + "max_connections: many\n", "config_reload_failed"},
	} {
		if err := os.WriteFile(config, []byte(step.text), 0o600); err != nil {
			t.Fatal(err)
		}
		logged(t, s, step.event, func() { s.Signal(syscall.SIGHUP) })
	}
}

// events returns the lines that have an event.
func events(t *testing.T, log string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for line := range strings.Lines(log) {
		fields := map[string]any{}
		if json.Unmarshal([]byte(line), &fields) == nil && fields["event"] != nil {
			all = append(all, fields)
		}
	}
	return all
}

// compareEvents compares with the samples in the page.
func compareEvents(t *testing.T, seen []map[string]any) {
	t.Helper()
	root, err := harness.RepoRoot()
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(root, "docs", "logging.md"))
	if err != nil {
		t.Fatal(err)
	}
	shapes := func(all []map[string]any) map[string]map[string]bool {
		found := map[string]map[string]bool{}
		for _, fields := range all {
			name := fmt.Sprint(fields["event"])
			if found[name] == nil {
				found[name] = map[string]bool{}
			}
			fields["level"] = fmt.Sprint("level=", fields["level"])
			found[name][fmt.Sprint(fields["level"], slices.Sorted(maps.Keys(fields)))] = true
		}
		return found
	}
	have, want := shapes(seen), shapes(events(t, string(page)))
	for name, samples := range want {
		for sample := range samples {
			if !have[name][sample] {
				t.Errorf("%s is not as in the sample:\n%v\n%v", name, slices.Sorted(maps.Keys(have[name])), sample)
			}
		}
	}
	for name := range have {
		if want[name] == nil {
			t.Errorf("%s has no sample in docs/logging.md", name)
		}
	}
	if len(want) < 20 {
		t.Errorf("the page has samples of %d events", len(want))
	}
}

// atThePort asks the monitoring port what is logged.
func atThePort(t *testing.T, s *harness.Server) {
	t.Helper()
	url := "http://" + s.WaitLog(monitorListening)[1]
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, url+"/api/v1/log/level",
		strings.NewReader(`{"module":"routing","level":"warn"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer t")
	r.Header.Set("Content-Type", "application/json")
	ask := func(r *http.Request) {
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		http.DefaultClient.CloseIdleConnections()
	}
	logged(t, s, "admin_action", func() { ask(r) })
	r, err = http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/healthz?stream=x", nil)
	if err != nil {
		t.Fatal(err)
	}
	logged(t, s, "health_check_failed", func() { ask(r) })
}

var monitorListening = regexp.MustCompile(`Starting http monitor on ([0-9.:]+)`)
