//go:build unix

package configure

// Goal: the ports file names every door with the scheme that gets in, and is gone
// with the server.

import (
	"encoding/json"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestPortsFile(t *testing.T) {
	t.Parallel()
	all := settings{"ports_file_dir": `"DIR"`, "prof_port": "-1"}.with(clustered)
	tls := settings{"tls": secured + " }"}
	for name, test := range map[string]struct {
		file settings
		want map[string]string // how the URLs begin
	}{
		"in clear": {all, map[string]string{"nats": "nats:", "monitoring": "http:", "cluster": "nats:", "profile": "http:"}},
		"secured": {
			all.with(tls),
			map[string]string{"nats": "tls:", "monitoring": "http:", "cluster": "nats:", "profile": "http:"},
		},
		"https": {
			all.with(tls).with(settings{"http": "", "https": `"127.0.0.1:-1"`}),
			map[string]string{"nats": "tls:", "monitoring": "https:", "cluster": "nats:", "profile": "http:"},
		},
		"two doors": {settings{"ports_file_dir": `"DIR"`}, map[string]string{"nats": "nats:", "monitoring": "http:"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := startSecured(t, base.with(test.file))
			files, err := filepath.Glob(filepath.Join(n.dir, "*.ports"))
			must(t, err)
			if len(files) != 1 {
				t.Fatalf("files %v", files)
			}
			text, err := os.ReadFile(files[0])
			must(t, err)
			var urls map[string][]string
			must(t, json.Unmarshal(text, &urls))
			if len(urls) != len(test.want) {
				t.Errorf("%s", text)
			}
			for key, scheme := range test.want {
				if len(urls[key]) != 1 || urls[key][0][:len(scheme)] != scheme {
					t.Errorf("%s: %v, want %s", key, urls[key], scheme)
				}
			}
			must(t, n.cmd.Process.Signal(syscall.SIGTERM))
			<-n.done
			if _, err := os.Stat(files[0]); !os.IsNotExist(err) {
				t.Errorf("left behind: %v", err)
			}
		})
	}
}
