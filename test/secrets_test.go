package test

// Goal: no secret is shown anywhere: not in the log at its loudest, not on a page
// of monitoring, not by the commands. Method: every kind of login, right, wrong
// and broken, with secrets that are then looked for.

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"gnatsd/test/harness"
)

// secretText is in every secret of these tests.
const secretText = "s3cr3t"

// connects show secrets in every field that may hold one, and in some that
// should not.
var connects = []string{
	`{"user":"alice","pass":"s3cr3t-plain"}`, `{"user":"bob","pass":"s3cr3t-hashed"}`,
	`{"user":"alice","pass":"s3cr3t-wrong"}`, `{"user":"nobody","pass":"s3cr3t-wrong"}`,
	`{"auth_token":"s3cr3t-token"}`, `{"auth_token":"s3cr3t-wrong"}`, `{"USER":"alice","PASS":"s3cr3t-plain"}`,
	`{"user":"alice","pass":"quote\"s3cr3t-tail"}`, `{"user":"alice","pass":"s3cr3t-one","pass":"s3cr3t-two"}`,
	`{"user":"alice","pass":"s3cr3t-open`, `{"user":"alice","pass":["s3cr3t-list"]}`, `{"pass":"s3cr3t"} trailing`,
	`{"nkey":"UABC","sig":"s3cr3t-sig","jwt":"s3cr3t-jwt"}`, `{"jwt":"s3cr3t-jwt","proxy_sig":"s3cr3t-proxy"}`,
	`{"user":"alice","pass":"s3cr3t-account","account":"x"}`,
}

var shownPages = []string{
	"/", "/varz", "/connz?auth=1&subs=1&state=all", "/connz?state=closed&auth=1", "/routez", "/subsz?subs=1", "/healthz",
	"/accountz", "/accstatz", "/topz", "/metrics", "/debug/vars", "/stacksz", "/dashboard/", "/nothing",
}

func TestSecretsAreNotShown(t *testing.T) {
	t.Parallel()
	hash, err := bcrypt.GenerateFromPassword([]byte("s3cr3t-hashed"), bcrypt.MinCost)
	must(t, err)
	const pages = `"http": "127.0.0.1:-1", "monitor": {"auth": {"user": "op", "password": "s3cr3t-pages"}}`
	for name, c := range map[string]struct {
		text string
		args []string
	}{
		"users": {`{` + pages + `, "authorization": {"users": [{"user": "alice", "password": "s3cr3t-plain"},
			{"user": "bob", "password": "` + string(hash) + `"}]}, "cluster": {"name": "c", "listen": "127.0.0.1:-1",
			"authorization": {"user": "r", "password": "s3cr3t-route"}, "routes": ["nats://r:s3cr3t-url@127.0.0.1:1"]}}`, nil},
		"a user by flags":  {`{` + pages + `}`, []string{"--user", "alice", "--pass", "s3cr3t-plain"}},
		"a token by flags": {`{` + pages + `}`, []string{"--auth", "s3cr3t-token"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "server.json")
			must(t, os.WriteFile(path, []byte(c.text), 0o600))
			s := harness.Start(t, append([]string{"-c", path, "-DV"}, c.args...)...)
			tryLogins(t, s)
			at := "http://" + s.WaitLog(regexp.MustCompile(`Starting http monitor on (\S+)`))[1]
			for _, page := range shownPages {
				hides(t, page, fetch(t, at+page, "op", "s3cr3t-pages"))
				hides(t, page+" without a login", fetch(t, at+page, "op", "s3cr3t-wrong"))
			}
			must(t, os.WriteFile(path, []byte(strings.ReplaceAll(c.text, "s3cr3t-plain", "s3cr3t-other")), 0o600))
			s.Signal(syscall.SIGHUP)
			s.WaitLog(regexp.MustCompile(`Reloaded server configuration`))
			must(t, os.WriteFile(path, []byte(strings.ReplaceAll(c.text, `"users": [`, `"users": [7, `)), 0o600))
			s.Signal(syscall.SIGHUP)
			for _, how := range [][]string{{"--effective"}, {}} {
				r := harness.Run(t, append(append([]string{"check", "-c", path}, how...), c.args...)...)
				hides(t, "check", r.Stdout+r.Stderr)
			}
			s.Stop()
			hides(t, "the log", s.Log())
		})
	}
}

// tryLogins shows all credentials there are, each on a connection of its own.
func tryLogins(t testing.TB, s *harness.Server) {
	t.Helper()
	for _, text := range connects {
		c := harness.Connect(t, s)
		c.Send("CONNECT "+text, "PING")
		if line, err := c.ReadLine(); err == nil && line != "+OK" && line != "PONG" {
			hides(t, "the answer to CONNECT", line)
		}
		c.Close()
	}
}

func hides(t testing.TB, where, text string) {
	t.Helper()
	for line := range strings.SplitSeq(text, "\n") {
		if strings.Contains(line, secretText) || strings.Contains(line, "$2a$") {
			t.Errorf("%s shows a secret: %.300s", where, line)
		}
	}
}

func fetch(t testing.TB, url, user, password string) string {
	t.Helper()
	ask, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	must(t, err)
	ask.SetBasicAuth(user, password)
	answer, err := http.DefaultClient.Do(ask)
	must(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	must(t, err)
	return string(text)
}
