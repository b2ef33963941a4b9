package monitor

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"gnatsd/test/harness"
)

// Goal: with a login nobody sees more than the login allows, and the port never
// shows the process from inside to other machines.

func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

func TestLogin(t *testing.T) {
	t.Parallel()
	hash, err := bcrypt.GenerateFromPassword([]byte("op"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	w := start(t, "-c", yamlFile(t, `
monitor:
  auth: {user: root, password: '`+string(hash)+`', token: t-op}
  reader: {user: eve, password: look, token: t-read}
`))
	for _, c := range []struct {
		page, header string
		want         int
	}{
		{"/varz", "", 401},
		{"/metrics", "", 401},
		{"/dashboard/", "", 401},
		{"/healthz", "", 200},
		{"/varz", basic("eve", "look"), 200},
		{"/varz", basic("eve", "wrong"), 401},
		{"/varz", basic("nobody", "look"), 401},
		{"/varz", basic("", ""), 401},
		{"/varz", "Bearer t-read", 200},
		{"/varz", "Bearer ", 401},
		{"/varz", basic("root", "op"), 200},
		{"/stacksz", basic("eve", "look"), 403},
		{"/stacksz", "", 401},
		{"/stacksz", basic("root", "op"), 200},
		{"/stacksz", basic("root", "op"), 200}, // remembered
		{"/stacksz", basic("root", string(hash)), 401},
		{"/api/v1/config", basic("root", "op"), 200},
		{"/api/v1/config", basic("eve", "look"), 403},
		{"/debug/vars", "Bearer t-op", 200},
		{"/debug/vars", "Bearer t-read", 403},
	} {
		answer, body := fetch(t, http.MethodGet, w.url+c.page, "Authorization", c.header)
		if answer.StatusCode != c.want {
			t.Errorf("%s as %q: %d, want %d", c.page, c.header, answer.StatusCode, c.want)
		}
		if c.want == 401 && answer.Header.Get("WWW-Authenticate") != `Basic realm="gnatsd"` {
			t.Errorf("%s: a browser would not ask for a password", c.page)
		}
		if answer.Header.Get("Access-Control-Allow-Origin") != "" || strings.Contains(body, string(hash)) {
			t.Errorf("%s: shown to other sites, or a password shown", c.page)
		}
	}
	if _, body := fetch(t, http.MethodGet, w.url+"/varz?callback=f", "Authorization", "Bearer t-op"); body[0] != '{' {
		t.Error("with a login, other sites can have the page as a script")
	}
}

func TestOtherMachinesDoNotLookInside(t *testing.T) {
	t.Parallel()
	w := start(t, "-c", yamlFile(t, "http: 0.0.0.0:0\n"))
	for page, want := range map[string]int{"/varz": 200, "/stacksz": 403, "/debug/vars": 403, "/api/v1/config": 403} {
		answer, body := fetch(t, http.MethodGet, strings.Replace(w.url, "0.0.0.0", "127.0.0.1", 1)+page)
		if answer.StatusCode != want {
			t.Errorf("%s: %s %.100s", page, answer.Status, body)
		}
	}
	if !strings.Contains(w.Log(), "[WRN] Monitoring is open to other machines") {
		t.Error("nobody is warned")
	}
}

func TestAdminNeedsALogin(t *testing.T) {
	t.Parallel()
	got := harness.Run(t, "-c", yamlFile(t, "monitor: {admin: true}\n"))
	if got.Code != 1 || !strings.Contains(got.Stderr, "there is no open administration") {
		t.Errorf("status %d\n%s", got.Code, got.Stderr)
	}
}

func TestProfilesAreOnTheirOwnPort(t *testing.T) {
	t.Parallel()
	port := harness.FreePort(t)
	start(t, "-profile", port)
	answer, body := fetch(t, http.MethodGet, "http://127.0.0.1:"+port+"/debug/pprof/goroutine?debug=1")
	if answer.StatusCode != 200 || !strings.HasPrefix(body, "goroutine profile:") {
		t.Errorf("%s %.100s", answer.Status, body)
	}
}

// A page whose name was made to lead to this machine must not read through its
// visitor's browser what is open to the visitor.
func TestForeignNamesDoNotLookInside(t *testing.T) {
	t.Parallel()
	w := start(t)
	port := w.url[strings.LastIndexByte(w.url, ':'):]
	for host, want := range map[string]int{
		"127.0.0.1" + port: 200, "localhost" + port: 200, "[::1]" + port: 200,
		"evil.example" + port: 403, "evil.example": 403,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/api/v1/config", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		answer, err := browser.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want || answer.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("asked as %s: %s", host, answer.Status)
		}
	}
}
