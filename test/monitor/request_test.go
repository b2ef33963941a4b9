package monitor

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"gnatsd/test/harness"
)

// Goal: requests that make no sense are refused in the words tools may know, and
// headers are those of the reference.

func TestBadParameters(t *testing.T) {
	t.Parallel()
	w := start(t)
	for page, want := range map[string]string{
		"/connz?auth=yes":  `Error decoding boolean for 'auth': strconv.ParseBool: parsing "yes": invalid syntax`,
		"/connz?limit=abc": `Error decoding int for 'limit': strconv.Atoi: parsing "abc": invalid syntax`,
		"/connz?limit=99999999999999999999": `Error decoding int for 'limit': strconv.Atoi: ` +
			`parsing "99999999999999999999": value out of range`,
		"/connz?cid=-1":           `Error decoding uint64 for 'cid': strconv.ParseUint: parsing "-1": invalid syntax`,
		"/connz?state=foo":        `Error decoding state for foo`,
		"/connz?sort=bogus":       `invalid sorting option: bogus`,
		"/connz?sort=stop":        `sort by stop only valid on closed connections`,
		"/connz?sort=reason":      `sort by reason only valid on closed connections`,
		"/subsz?subs=detail":      `Error decoding boolean for 'subs': strconv.ParseBool: parsing "detail": invalid syntax`,
		"/subsz?test=foo.*":       `invalid test subject, must be valid publish subject: foo.*`,
		"/routez?subs=x":          `Error decoding boolean for 'subs': strconv.ParseBool: parsing "x": invalid syntax`,
		"/accountz?acc=NOPE":      `Account NOPE does not exist`,
		"/jsz?leader-only=1":      `filtered response: not leader`,
		"/healthz?details=zz":     `Error decoding boolean for 'details': strconv.ParseBool: parsing "zz": invalid syntax`,
		"/varz?callback=alert(1)": `invalid callback name`,
	} {
		answer, body := fetch(t, http.MethodGet, w.url+page)
		if answer.StatusCode != http.StatusBadRequest || body != want {
			t.Errorf("%s: %d %q, want %q", page, answer.StatusCode, body, want)
		}
		if kind := answer.Header.Get("Content-Type"); kind != "text/plain; charset=utf-8" {
			t.Errorf("%s: %s", page, kind)
		}
		if answer.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: other sites may read an error", page)
		}
	}
}

func TestHugePagesAreClamped(t *testing.T) {
	t.Parallel()
	w := start(t)
	harness.Greet(t, w.Server)
	const most = "9223372036854775807"
	for _, page := range []string{
		"/connz?offset=" + most + "&limit=" + most, "/connz?offset=1&limit=" + most,
		"/connz?state=any&offset=-9223372036854775808&limit=-5",
		"/subsz?subs=1&offset=" + most + "&limit=" + most, "/jsz?offset=" + most + "&limit=" + most,
	} {
		w.json(page)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	w := start(t)
	for _, c := range []struct {
		method, page string
		status       int
		kind, origin string
		begins       string
	}{
		{"GET", "/varz", 200, "application/json", "*", "{\n  \"server_id\""},
		{"HEAD", "/varz", 200, "application/json", "*", ""},
		{"POST", "/varz", 405, "text/plain; charset=utf-8", "", "method not allowed"},
		{"GET", "/varz/", 404, "text/plain; charset=utf-8", "", "404 page not found\n"},
		{"GET", "//varz", 307, "text/html; charset=utf-8", "", ""},
		{"GET", "/expvarz", 404, "text/plain; charset=utf-8", "", "404 page not found\n"},
		{"GET", "/raftz", 404, "text/plain; charset=utf-8", "", "No Raft nodes registered"},
		{"GET", "/", 200, "text/html; charset=utf-8", "", "<!DOCTYPE html>"},
		{"GET", "/healthz", 200, "application/json", "*", `{"status":"ok"}`},
		{"GET", "/healthz/live", 200, "application/json", "*", `{"status":"ok"}`},
		{"GET", "/readyz", 200, "application/json", "*", `{"status":"ok"}`},
		{"GET", "/healthz?stream=s", 400, "application/json", "*", `{"status":"error","error":"\"account\" must`},
		{"GET", "/stacksz", 200, "text/plain; charset=utf-8", "", "goroutine "},
		{"GET", "/debug/vars", 200, "application/json; charset=utf-8", "", "{\n\"cmdline\": [\"gnatsd\"],\n"},
		{"GET", "/debug/pprof/", 404, "text/plain; charset=utf-8", "", "404 page not found\n"},
		{"GET", "/subscriptionsz?callback=f.g", 200, "application/javascript", "*", "f.g({"},
	} {
		answer, body := fetch(t, c.method, w.url+c.page)
		kind, origin := answer.Header.Get("Content-Type"), answer.Header.Get("Access-Control-Allow-Origin")
		if answer.StatusCode != c.status || kind != c.kind || origin != c.origin || !strings.HasPrefix(body, c.begins) {
			t.Errorf("%s %s: %d %q %q\n%.200s", c.method, c.page, answer.StatusCode, kind, origin, body)
		}
	}
	counts := w.json("/varz")["http_req_stats"].(map[string]any)
	for path, want := range map[string]float64{"/": 1, "/connz": 0, "/routez": 0, "/subsz": 1, "/varz": 3} {
		if counts[path] != want {
			t.Errorf("http_req_stats[%q] is %v, want %v", path, counts[path], want)
		}
	}
}

func TestBasePath(t *testing.T) {
	t.Parallel()
	w := start(t, "-c", yamlFile(t, "http_base_path: nats/mon/\n"))
	for page, want := range map[string]int{
		"/nats/mon": 200, "/nats/mon/": 200, "/nats/mon/varz": 200, "/": 404, "/varz": 404, "/nats/money": 404,
	} {
		if answer, _ := fetch(t, http.MethodGet, w.url+page); answer.StatusCode != want {
			t.Errorf("%s: %d, want %d", page, answer.StatusCode, want)
		}
	}
	if got := w.json("/nats/mon/varz")["http_base_path"]; got != "nats/mon/" {
		t.Errorf("http_base_path is %v", got)
	}
	if index := w.text("/nats/mon"); !strings.Contains(index, `href="/nats/mon/connz"`) {
		t.Errorf("the links lead elsewhere:\n%s", index)
	}
}

func TestPortsThatCannotBe(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"both":   {[]string{"-m", "15681", "-ms", "15682"}, "can't specify both HTTP (15681) and HTTPs (15682) ports"},
		"no TLS": {[]string{"-ms", "-1"}, "TLS cert and key required for HTTPS"},
		"taken": {
			[]string{"-m", fmt.Sprint(port)},
			fmt.Sprintf("can't listen to the monitor port: listen tcp 127.0.0.1:%d: bind: address already in use", port),
		},
	} {
		got := harness.Run(t, append([]string{"-a", "127.0.0.1", "-p", "-1"}, c.args...)...)
		if got.Code != 1 || !strings.Contains(got.Stderr, "[FTL] Can't start monitoring: "+c.want) {
			t.Errorf("%s: status %d\n%s", name, got.Code, got.Stderr)
		}
	}
}

// A connection that does not finish its header is closed, and one too many is
// told so.
func TestSlowAndManyConnections(t *testing.T) {
	t.Parallel()
	w := start(t)
	address := strings.TrimPrefix(w.url, "http://")
	var idle []net.Conn
	for range 64 {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		if _, err := c.Write([]byte("GET /varz HTTP/1.1\r\nHost: x\r\n")); err != nil {
			t.Fatal(err)
		}
		idle = append(idle, c)
	}
	answer, _ := fetch(t, http.MethodGet, w.url+"/varz")
	if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") != "1" {
		t.Errorf("the 65th is told %s", answer.Status)
	}
	begin := time.Now()
	_ = idle[0].SetReadDeadline(begin.Add(harness.Patience))
	if _, err := idle[0].Read(make([]byte, 1)); err == nil || time.Since(begin) > 8*time.Second {
		t.Errorf("half a header was waited for %v, then %v", time.Since(begin), err)
	}
}
