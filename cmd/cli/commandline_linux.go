package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// commandLineOf returns the arguments of a process, its program first, and the
// folder it is in.
func commandLineOf(pid int) (args []string, dir string, err error) {
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	text, err := os.ReadFile(filepath.Join(proc, "cmdline"))
	if os.IsNotExist(err) {
		return nil, "", fmt.Errorf("no such process")
	}
	if err != nil {
		return nil, "", fmt.Errorf("its command line: %w", err)
	}
	if len(text) == 0 {
		return nil, "", fmt.Errorf("it has no command line")
	}
	if dir, err = os.Readlink(filepath.Join(proc, "cwd")); err != nil {
		return nil, "", fmt.Errorf("its folder: %w", err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\x00"), "\x00"), dir, nil
}
