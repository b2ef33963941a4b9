package process_test

// Goal: who is meant is found or the text says why not, in the order and words
// that tools know. Method: a table of processes and a record of what is sent.

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gnatsd/modules/process"
)

func TestSend(t *testing.T) {
	t.Parallel()
	file := func(text string) string {
		path := filepath.Join(t.TempDir(), "pid")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good, bad := file("12\n"), file("abc")
	tests := []struct {
		name, command, who string
		table              []int
		sent               string
		err                string
	}{
		{name: "the only one", command: "reload", table: []int{1, 12}, sent: "reload 12"},
		{name: "by number", command: "stop", who: "7", table: nil, sent: "stop 7"},
		{name: "all", command: "ldm", who: "*", table: []int{12, 13}, sent: "ldm 12,ldm 13"},
		{name: "some", command: "quit", who: "2*", table: []int{12, 21, 2}, sent: "quit 2,quit 21"},
		{name: "from a file", command: "term", who: good, sent: "term 12"},
		{name: "a file without a number", command: "term", who: bad, err: "invalid pid: " + bad},
		{name: "no number", command: "foo", who: "abc", err: "invalid pid: abc"},
		{name: "below zero", command: "stop", who: "-1", err: "invalid pid: -1"},
		{name: "none", command: "foo", table: []int{1}, err: "no gnatsd processes running"},
		{name: "none that starts so", command: "stop", who: "3*", table: []int{12}, err: "no gnatsd processes running"},
		{name: "several", command: "foo", table: []int{13, 12}, err: "multiple gnatsd processes running:\n12\n13"},
		{name: "bad command", command: "foo", table: []int{12}, err: `unknown signal "foo"`},
		{name: "not delivered", command: "reload", who: "99", err: `signal "reload" 99: no such process`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var sent []string
			s := process.Sender{
				Program: "gnatsd", Self: 1,
				Table: func(string) ([]int, error) { return slices.Clone(test.table), nil },
				Kill: func(pid int, command string) error {
					if pid == 99 {
						return errors.New("no such process")
					}
					sent = append(sent, fmt.Sprintf("%s %d", command, pid))
					return nil
				},
			}
			err := s.Send(test.command, test.who)
			if fmt.Sprint(err) != test.err && (err != nil || test.err != "") || strings.Join(sent, ",") != test.sent {
				t.Errorf("error %v, want %q; sent %v, want %s", err, test.err, sent, test.sent)
			}
		})
	}
}

func TestUnreadableTable(t *testing.T) {
	t.Parallel()
	s := process.Sender{Program: "x", Table: func(string) ([]int, error) { return nil, os.ErrPermission }}
	if err := s.Send("stop", ""); err == nil || err.Error() != "unable to resolve pid, try providing one" {
		t.Errorf("error %v", err)
	}
}

// A process is found in the table of the system, and ends when it is told to.
func TestSendForReal(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("no signals to send here")
	}
	cmd := exec.CommandContext(t.Context(), "cat")
	cmd.Args[0] = "gnatsd-sendertest"
	in, err := cmd.StdinPipe() // open, so that it waits
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if err := cmd.Start(); err != nil {
		t.Skip("nothing to start:", err)
	}
	s := process.Sender{Program: "gnatsd-sendertest", Self: os.Getpid()}
	if err := s.Send("term", ""); err != nil && runtime.GOOS == "linux" {
		t.Error(err)
		_ = cmd.Process.Kill()
	}
	if err := cmd.Wait(); err == nil {
		t.Error("it was not ended by a signal")
	}
}
