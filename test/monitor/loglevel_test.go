package monitor

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"gnatsd/test/harness"
)

// Goal: who operates can see more of the log while the server runs, where that is
// enabled, and nobody else can.

// put changes something, with these headers: names and values in turn.
func put(t testing.TB, url, body string, headers ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := browser.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func TestLogLevelIsSwitched(t *testing.T) {
	t.Parallel()
	w := start(t, "-c", yamlFile(t, `
monitor:
  admin: true
  auth: {user: root, password: op}
  reader: {user: eve, password: look}
`))
	const page, debug = "/api/v1/log/level", `{"module": "client", "level": "debug"}`
	root, eve := basic("root", "op"), basic("eve", "look")
	for _, c := range []struct {
		name, body string
		headers    []string
		want       int
	}{
		{"nobody", debug, nil, 401},
		{"a reader", debug, []string{"Authorization", eve}, 403},
		{"another site", debug, []string{"Authorization", root, "Origin", "https://evil.example"}, 403},
		{"another site, says the browser", debug, []string{"Authorization", root, "Sec-Fetch-Site", "cross-site"}, 403},
		{"a form", debug, []string{"Authorization", root, "Content-Type", "text/plain"}, 415},
		{"no JSON", "debug", []string{"Authorization", root}, 400},
		{"unknown field", `{"modul": "client"}`, []string{"Authorization", root}, 400},
		{"unknown level", `{"module": "client", "level": "loud"}`, []string{"Authorization", root}, 400},
		{"too long", `{"module": "` + strings.Repeat("x", 5000) + `"}`, []string{"Authorization", root}, 400},
		{"too little for all", `{"level": "error"}`, []string{"Authorization", root}, 400},
	} {
		if code, body := put(t, w.url+page, c.body, c.headers...); code != c.want {
			t.Errorf("%s: %d %s, want %d", c.name, code, body, c.want)
		}
	}
	harness.Greet(t, w.Server)
	if strings.Contains(w.Log(), "Client connection created") {
		t.Fatal("debugging is on before it is switched on")
	}
	if code, body := put(t, w.url+page, debug, "Authorization", root); code != 200 ||
		!strings.Contains(body, `"client": "debug"`) {
		t.Errorf("%d %s", code, body)
	}
	harness.Greet(t, w.Server)
	w.WaitLog(regexp.MustCompile(`Client connection created`))
	w.WaitLog(regexp.MustCompile(`Log level changed.* user="root" module="client" new="debug"`))
	if code, body := put(t, w.url+page, `{"module": "client"}`, "Authorization", root); code != 200 ||
		strings.Contains(body, `"client"`) || !strings.Contains(body, `"": "info"`) {
		t.Errorf("switched off: %d %s", code, body)
	}
	if code, body := put(t, w.url+page, `{"level": "trace"}`, "Authorization", root); code != 200 ||
		!strings.Contains(body, `"": "trace"`) {
		t.Errorf("all: %d %s", code, body)
	}
}

func TestNothingChangesUnlessEnabled(t *testing.T) {
	t.Parallel()
	open := start(t)
	closed := start(t, "-c", yamlFile(t, "monitor: {auth: {user: root, password: op}}\n"))
	for _, w := range []*web{open, closed} {
		code, body := put(t, w.url+"/api/v1/log/level", `{"level": "trace"}`, "Authorization", basic("root", "op"))
		if code != 403 || body != "admin interface disabled" {
			t.Errorf("%d %s", code, body)
		}
		if code, _ := put(t, w.url+"/varz", "", "Authorization", basic("root", "op")); code != 405 {
			t.Errorf("a page that cannot be changed: %d", code)
		}
	}
	if text := open.text("/api/v1/log/level"); !strings.Contains(text, `"change": false`) {
		t.Errorf("it says that it can be changed:\n%s", text)
	}
}
