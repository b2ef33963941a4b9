//go:build !linux

package harness

import (
	"os/exec"
	"testing"
)

func endWithParent(*exec.Cmd) {}

// RSS returns the resident memory of the server in bytes; only after MeasuresMemory.
func (s *Server) RSS() int64 { panic("harness: RSS without MeasuresMemory") }

// MeasuresMemory skips the test where the server's memory cannot be read.
func MeasuresMemory(t testing.TB) { t.Skip("resident memory is read from /proc, which is Linux only") }
