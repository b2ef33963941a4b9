package test

import (
	"bufio"
	"io"
	"os/exec"
	"testing"
	"time"

	"gnatsd/test/harness"
)

// demo is what a newcomer types into telnet, and what must come back: a connection that never sent CONNECT is verbose.
var demo = []struct{ typed, answer string }{
	{"SUB foo 1", "+OK\r\n"},
	{"sub foo.* 90", "+OK\r\n"},
	{"PUB foo 5\r\nhello", "+OK\r\nMSG foo 1 5\r\nhello\r\n"},
	{"pub foo.bar 2\r\nok", "+OK\r\nMSG foo.bar 90 2\r\nok\r\n"},
	{"PING", "PONG\r\n"},
	{"unsub 90", "+OK\r\n"},
	{"PUB foo.bar 0\r\n", "+OK\r\n"},
	{"UNSUB 1", "+OK\r\n"},
	{"PING", "PONG\r\n"},
}

func TestTelnetDemo(t *testing.T) {
	t.Parallel()
	c := harness.Connect(t, harness.Start(t))
	for _, step := range demo {
		c.Send(step.typed)
		c.ExpectRaw(step.answer)
	}
	c.Sync()
}

func TestTelnetDemoWithNetcat(t *testing.T) {
	t.Parallel()
	nc, err := exec.LookPath("nc")
	if err != nil {
		t.Skip("nc is not installed")
	}
	s := harness.Start(t)
	cmd := exec.Command(nc, "127.0.0.1", s.Port())
	stdin, err := cmd.StdinPipe()
	must(t, err)
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	// Without an answer reads would never return: the deadline of the conversation is the end of the program.
	deadline := time.AfterFunc(harness.Patience, func() { _ = cmd.Process.Kill() })
	t.Cleanup(func() {
		deadline.Stop()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	from := bufio.NewReader(stdout)
	if info, err := from.ReadString('\n'); err != nil || info[:5] != "INFO " {
		t.Fatalf("expected INFO, got %q, %v", info, err)
	}
	for _, step := range demo {
		_, err := io.WriteString(stdin, step.typed+"\r\n")
		must(t, err)
		got := make([]byte, len(step.answer))
		if n, err := io.ReadFull(from, got); err != nil || string(got) != step.answer {
			t.Fatalf("%q: expected %q, got %q, %v", step.typed, step.answer, got[:n], err)
		}
	}
}
