package harness

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
)

// endWithParent has the kernel kill the server when the test process dies before its cleanups ran, as it does when a
// test runs into the go command's timeout.
func endWithParent(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }

// RSS returns the resident memory of the server in bytes.
func (s *Server) RSS() int64 {
	s.t.Helper()
	kib, err := statusKiB(s.PID(), "VmRSS:")
	if err != nil {
		s.t.Fatalf("reading the server's memory: %v", err)
	}
	return kib << 10
}

// MeasuresMemory skips the test where the server's memory cannot be read.
func MeasuresMemory(testing.TB) {}

func statusKiB(pid int, field string) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(status) {
		if words := bytes.Fields(line); len(words) > 1 && string(words[0]) == field {
			return strconv.ParseInt(string(words[1]), 10, 64)
		}
	}
	return 0, fmt.Errorf("no %s in the status of process %d", field, pid)
}
