package wiring

// Goal: a build of somebody else's, in a module of its own, works. Method: it
// is compiled and asked what is in it, then started and talked to.

import (
	"bufio"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestCustomBuild(t *testing.T) {
	program := filepath.Join(t.TempDir(), "custom.exe")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Dir = filepath.Join("..", "..", "examples", "custom")
	build.Env = append(os.Environ(), "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), program, "modules").CombinedOutput()
	if err != nil {
		t.Fatalf("modules: %v\n%s", err, out)
	}
	for text, want := range map[string]bool{
		"letmein_password": true, "hello_port": true, "\nhello\n": true, "pid_file": false, "\nprocess\n": false,
	} {
		if strings.Contains(string(out), text) != want {
			t.Errorf("%q in it: want %v\n%s", text, want, out)
		}
	}
	greetings(t, program)
}

// greetings starts the program and knocks on the door that the stranger's
// module added.
func greetings(t *testing.T, program string) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	server := exec.CommandContext(ctx, program, "-a", "127.0.0.1", "-p", "-1", "--hello_port", "-1",
		"--letmein_password", "sesame")
	log, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	}()
	listening := regexp.MustCompile(`Listening for greetings on (\S+)$`)
	address := ""
	lines := bufio.NewScanner(log)
	for lines.Scan() && !strings.HasSuffix(lines.Text(), "Server is ready") {
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			address = found[1]
		}
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.HasPrefix(line, "hello from ") {
		t.Errorf("greeting %q, %v", line, err)
	}
}
