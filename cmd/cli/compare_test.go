package cli_test

// Goal: what is foretold of a reload is what a reload does. Method: the settings
// of one configuration behind a monitoring page of the test's, another checked
// against it.

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"gnatsd/cmd/cli"
	"gnatsd/modules/config"
)

func serveSettings(t *testing.T, args ...string) string {
	t.Helper()
	loaded, err := cli.Stock().Configure(args...)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v1/config" {
			http.NotFound(w, r)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string][]config.Setting{"settings": loaded.Settings()})
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestCheckDiff(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	url := serveSettings(t, "-c", file("old.conf", "max_payload: 1000\nhost: a\n"), "-D")
	tests := []struct {
		name, text, who string
		status          int
		stdout, stderr  string
	}{
		{"nothing", "max_payload: 1000\nhost: a\ndebug: true", url, 0, "nothing would change\n", ""},
		{
			"live", "max_payload: 2000\nhost: a\ndebug: true", url + "/", 0,
			"max_payload: 1000 → 2000, applies to new and connected clients\n", "",
		},
		{
			"restart", "max_payload: 1000\nhost: b\ndebug: true", url, 1,
			"host: \"a\" → \"b\", needs a restart\n", "gnatsd: a reload would be refused and change nothing\n",
		},
		{"flags stay", "max_payload: 1000\nhost: a", url, 0, "debug: stays true, which comes from its flag -debug\n", ""},
		{
			"no such page", "", url + "/x", 1, "",
			"gnatsd: asking the server: " + url + "/x/api/v1/config says 404 Not Found\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "new.conf")
			if err := os.WriteFile(path, []byte(test.text+"\nping_max: 2\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			var out, complaints bytes.Buffer
			args := []string{"gnatsd", "check", "-c", path, "--diff", test.who}
			status := cli.Run(t.Context(), cli.Stock(), args, &out, &complaints)
			if status != test.status || out.String() != test.stdout || complaints.String() != test.stderr {
				t.Errorf("status %d\n%s%s", status, out.String(), complaints.String())
			}
		})
	}
}
