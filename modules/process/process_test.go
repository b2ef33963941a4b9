package process_test

// Goal: the files say the truth while the server runs and are gone afterwards.

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"gnatsd/kernel"
	"gnatsd/modules/process"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newProcess(config process.Config) (*process.Process, *observer.ObservedLogs) {
	core, lines := observer.New(zap.DebugLevel)
	return process.New(config, process.Settings{Product: "gnatsd", Log: zap.New(core), PID: 4711}), lines
}

func TestPidFile(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, old, later string
		wantWarning      bool
		wantLeft         string
	}{
		{name: "new"},
		{name: "stale", old: "12\n", wantWarning: true},
		{name: "empty", old: " "},
		{name: "taken over by another process", later: "99", wantLeft: "99"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "pid")
			if test.old != "" {
				write(t, path, test.old)
			}
			p, lines := newProcess(process.Config{PidFile: path})
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := read(t, path); got != "4711" {
				t.Errorf("pid file %q", got)
			}
			if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("mode %v, %v", info.Mode(), err)
			}
			if (lines.FilterLevelExact(zap.WarnLevel).Len() == 1) != test.wantWarning {
				t.Errorf("log %v", lines.All())
			}
			if test.later != "" {
				write(t, path, test.later)
			}
			for range 2 {
				if err := p.Stop(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if left := read(t, path); left != test.wantLeft {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}

func TestPidFileCannotBeWritten(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "none", "pid")
	p, _ := newProcess(process.Config{PidFile: path})
	err := p.Start(t.Context())
	if err == nil || !strings.HasPrefix(err.Error(), "Could not write pidfile: open "+path) {
		t.Errorf("error %v", err)
	}
	if err := p.Stop(t.Context()); err != nil {
		t.Errorf("Stop: %v", err)
	}
}

func TestStopWithoutStart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pid")
	write(t, path, "4711")
	p, _ := newProcess(process.Config{PidFile: path, PortsDir: filepath.Dir(path)})
	if err := p.Stop(t.Context()); err != nil || read(t, path) != "4711" {
		t.Errorf("a file that is not ours is touched, %v", err)
	}
}

// door is a listener that may be anywhere.
type door struct {
	name string
	addr net.Addr
}

func (d door) Name() string                { return d.name }
func (d door) Rank() int                   { return 0 }
func (d door) Bind(context.Context) error  { return nil }
func (d door) Addr() net.Addr              { return d.addr }
func (d door) Serve()                      {}
func (d door) Close(context.Context) error { return nil }

func tcp(ip string, port int) net.Addr { return &net.TCPAddr{IP: net.ParseIP(ip), Port: port} }

func TestPortsFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p, lines := newProcess(process.Config{PortsDir: dir})
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.Ready([]kernel.Door{
		door{"client", tcp("127.0.0.1", 4222)},
		door{"monitor", tcp("::1", 8222)},
		door{"cluster", tcp("127.0.0.1", 6222)},
		door{"shut", nil},
		door{"client", nil},
		door{"other", tcp("127.0.0.1", 1)},
	})
	path := filepath.Join(dir, "gnatsd_4711.ports")
	want := `{"cluster":["nats://127.0.0.1:6222"],"monitoring":["http://[::1]:8222"],"nats":["nats://127.0.0.1:4222"]}`
	if got := read(t, path); got != want {
		t.Errorf("ports file %s, want %s", got, want)
	}
	if err := p.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 || lines.Len() != 0 {
		t.Errorf("left behind: %v, %v; log %v", left, err, lines.All())
	}
}

func TestPortsFileOfWildcard(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"0.0.0.0", "::"} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			p, _ := newProcess(process.Config{PortsDir: dir})
			p.Ready([]kernel.Door{door{"client", tcp(host, 4222)}})
			var got struct{ NATS []string }
			if err := json.Unmarshal([]byte(read(t, filepath.Join(dir, "gnatsd_4711.ports"))), &got); err != nil {
				t.Fatal(err)
			}
			if len(got.NATS) == 0 || got.NATS[0] != "nats://127.0.0.1:4222" {
				t.Fatalf("urls %v", got.NATS)
			}
			sorted := slices.Compact(slices.Sorted(slices.Values(got.NATS)))
			if len(sorted) != len(got.NATS) {
				t.Errorf("an address is there twice: %v", got.NATS)
			}
			for _, url := range got.NATS {
				if strings.Contains(url, "[") && host == "0.0.0.0" {
					t.Errorf("an IPv4 listener has %s", url)
				}
			}
		})
	}
}

func TestPortsFileErrorsAreLogged(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "none")
	p, lines := newProcess(process.Config{PortsDir: dir})
	p.Ready(nil)
	want := "Error writing ports file (" + filepath.Join(dir, "gnatsd_4711.ports") + "): "
	if lines.Len() != 1 || !strings.HasPrefix(lines.All()[0].Message, want) {
		t.Errorf("log %v, want %s", lines.All(), want)
	}
	if err := p.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestDefaultsDoNothing(t *testing.T) {
	t.Parallel()
	if !reflect.DeepEqual(process.DefaultConfig(), process.Config{}) {
		t.Error("the defaults write files")
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// read returns "" for a file that is not there.
func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}
