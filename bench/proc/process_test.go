// Goal: servers are found, started, accounted for and stopped; what cannot start says why.
// Method: the test binary plays the relay, as the benchmark's own binary does.
package proc

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gnatsd/bench/load"
	"gnatsd/bench/relay"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == RelayCommand {
		listener, err := net.Listen("tcp", os.Args[2])
		if err != nil {
			os.Exit(2)
		}
		_ = relay.Serve(listener)
		return
	}
	os.Exit(m.Run())
}

func TestProcess(t *testing.T) {
	t.Parallel()
	server, err := Relay()
	if err != nil {
		t.Fatal(err)
	}
	process, err := server.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := process.Endpoint().Dial(t.Context(), load.Subscriber)
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
	if err := process.Failure(); err != nil {
		t.Errorf("while running: %v", err)
	}
	process.Stop()
	if err := process.Failure(); err == nil {
		t.Error("still running after Stop")
	}
	if _, err := os.Stat(process.folder); !os.IsNotExist(err) {
		t.Errorf("the folder of a stopped server: %v, want it gone", err)
	}
	if _, err := net.Dial("tcp", process.address); err == nil {
		t.Error("a stopped server accepts connections")
	}
}

func TestStartSaysWhyNot(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	broken := Server{Kind: NATS, Name: "broken", Path: self} // the test binary knows no flag -a
	_, err = broken.Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), "flag provided but not defined") {
		t.Errorf("Start = %v, want an error with what the program printed", err)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	if _, err := Find(t.Context(), Ours, filepath.Join(t.TempDir(), "gnatsd")); err == nil {
		t.Error("found a program that does not exist")
	}
	if _, err := Peers(t.Context(), []string{filepath.Join(t.TempDir(), "nats-server")}); err == nil {
		t.Error("found a peer that does not exist")
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]Kind{
		"/usr/bin/redis-server": Redis, "mosquitto": MQTT, "/opt/nats-server": NATS, "gnatsd": NATS,
	} {
		if got := kindOf(path); got != want {
			t.Errorf("kindOf(%q) = %s, want %s", path, got, want)
		}
	}
	servers := unique([]Server{{Name: "a"}, {Name: "b"}, {Name: "a"}})
	if servers[0].Name != "a" || servers[1].Name != "b" || servers[2].Name != "a#2" {
		t.Errorf("unique names: %v", servers)
	}
}

func TestTailKeepsTheEnd(t *testing.T) {
	t.Parallel()
	var output tail
	for range 3 {
		if _, err := output.Write([]byte(strings.Repeat("x", tailSize-1))); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := output.Write([]byte("the end\n")); err != nil {
		t.Fatal(err)
	}
	if text := output.String(); len(text) >= tailSize || !strings.HasSuffix(text, "the end") {
		t.Errorf("%d bytes kept, ending in %q", len(text), text[max(0, len(text)-10):])
	}
}
