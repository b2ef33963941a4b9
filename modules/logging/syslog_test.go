package logging_test

// Goal: a syslog daemon gets each line in the form it knows, and a server without
// one neither waits nor fails. Method: sockets of the test's own.

import (
	"bufio"
	"net"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"gnatsd/modules/logging"
)

func TestRemoteSyslog(t *testing.T) {
	t.Parallel()
	want := regexp.MustCompile(`^<5>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S+ \S+ \S+\[1\]: Server is ready$`)
	tests := map[string]func(t *testing.T) (address string, line func() string){
		"udp": func(t *testing.T) (string, func() string) {
			conn, err := net.ListenPacket("udp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { conn.Close() })
			return "udp://" + conn.LocalAddr().String(), func() string {
				_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
				text := make([]byte, 1024)
				n, _, err := conn.ReadFrom(text)
				if err != nil {
					t.Fatal(err)
				}
				return string(text[:n])
			}
		},
		"tcp": func(t *testing.T) (string, func() string) { return streamSyslog(t, "tcp", "127.0.0.1:0") },
		"unix": func(t *testing.T) (string, func() string) {
			return streamSyslog(t, "unix", filepath.Join(t.TempDir(), "s"))
		},
	}
	for name, listen := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "unix" && runtime.GOOS == "windows" {
				t.Skip("no such sockets here")
			}
			address, line := listen(t)
			config := logging.DefaultConfig()
			config.RemoteSyslog = address
			log := logging.New(config, logging.Settings{PID: 1})
			if err := log.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			log.Logger().Info("Server is ready")
			if got := line(); !want.MatchString(strings.TrimSuffix(got, "\n")) {
				t.Errorf("got %q", got)
			}
			if err := log.Stop(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func streamSyslog(t *testing.T, network, address string) (string, func() string) {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return network + "://" + l.Addr().String(), func() string {
		conn, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		line, err := bufio.NewReader(conn).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		return line
	}
}

func TestSyslogAway(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	config := logging.DefaultConfig()
	config.RemoteSyslog = "tcp://" + address
	log := logging.New(config, logging.Settings{PID: 1})
	err = log.Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), `error connecting to syslog: "dial tcp`) {
		t.Errorf("error %v", err)
	}
	before := time.Now()
	for range 1000 {
		log.Logger().Info("lost")
	}
	if took := time.Since(before); took > 5*time.Second {
		t.Errorf("waited %v for nobody", took)
	}
}

func TestSyslogAddresses(t *testing.T) {
	t.Parallel()
	for address, ok := range map[string]bool{
		"udp://localhost:514": true, "tls://[::1]:6514": true, "unix:///dev/log": true,
		"http://localhost:1": false, "udp://localhost": false, "localhost:514": false, "::": false,
	} {
		config := logging.DefaultConfig()
		config.RemoteSyslog = address
		if err := config.Validate(); (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
	}
}
