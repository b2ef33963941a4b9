package monitor

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"testing"
	"time"

	"gnatsd/test/harness"
)

// web is a server with its monitoring port.
type web struct {
	*harness.Server
	t     testing.TB
	url   string
	login string // what Authorization says, if anything
}

var monitored = regexp.MustCompile(`Starting http monitor on (\S+)`)

func start(t testing.TB, args ...string) *web {
	t.Helper()
	s := harness.Start(t, append([]string{"-m", "-1"}, args...)...)
	return &web{Server: s, t: t, url: "http://" + s.WaitLog(monitored)[1]}
}

var browser = &http.Client{
	Timeout:       harness.Patience,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// fetch asks for a page, with these headers: names and values in turn.
func fetch(t testing.TB, method, url string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := browser.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	return answer, string(body)
}

// text returns a page that must be there.
func (w *web) text(page string) string {
	w.t.Helper()
	answer, body := fetch(w.t, http.MethodGet, w.url+page, "Authorization", w.login)
	if answer.StatusCode != http.StatusOK {
		w.t.Fatalf("%s: %s\n%s", page, answer.Status, body)
	}
	return body
}

// json returns the fields of a page.
func (w *web) json(page string) map[string]any {
	w.t.Helper()
	var fields map[string]any
	if body := w.text(page); json.Unmarshal([]byte(body), &fields) != nil {
		w.t.Fatalf("%s is no JSON object:\n%s", page, body)
	}
	return fields
}

// list returns a field that is a list of objects.
func list(fields map[string]any, name string) []map[string]any {
	var found []map[string]any
	items, _ := fields[name].([]any)
	for _, item := range items {
		object, _ := item.(map[string]any)
		found = append(found, object)
	}
	return found
}

// eventually waits until a page satisfies.
func (w *web) eventually(page, what string, satisfies func(map[string]any) bool) map[string]any {
	w.t.Helper()
	var fields map[string]any
	harness.Eventually(w.t, harness.Patience, what, func() bool {
		fields = w.json(page)
		return satisfies(fields)
	})
	return fields
}

// traffic is what the tests of shapes do on each server: a named client with
// subscriptions that gets messages, one that has gone, and one that publishes.
func traffic(w *web) {
	w.t.Helper()
	named := harness.Connect(w.t, w.Server)
	named.Hello(`{"verbose":false,"name":"svc","lang":"go","version":"1.0","protocol":1,"headers":true}`)
	if _, err := named.ReadInfo(); err != nil {
		w.t.Fatal(err)
	}
	named.Send("SUB foo.* q 1", "SUB bar 2", "UNSUB 2 5", "SUB baz.> 3")
	named.Sync()
	gone := harness.Greet(w.t, w.Server)
	gone.Send("SUB left.behind 9")
	gone.Sync()
	gone.Close()
	pub := harness.Greet(w.t, w.Server)
	pub.Send("PUB foo.a 5", "hello", "PUB bar 2", "hi")
	pub.Sync()
	named.Expect("MSG foo.a 1 5", "hello", "MSG bar 2 2", "hi")
	w.eventually("/connz?state=closed", "the one that has gone is among the closed", func(f map[string]any) bool {
		return len(list(f, "connections")) > 0
	})
}

// since parses a time as the pages write it.
func since(t testing.TB, value any) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, value.(string))
	if err != nil {
		t.Error(err)
	}
	return at
}
