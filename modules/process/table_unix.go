//go:build unix && !linux

package process

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// processes returns who runs a program, as ps sees it.
func processes(program string) ([]int, error) {
	out, err := exec.Command("ps", "-axo", "pid=,comm=").Output()
	if err != nil {
		return nil, err
	}
	var pids []int
	for line := range strings.Lines(string(out)) {
		number, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		pid, err := strconv.Atoi(number)
		if err == nil && filepath.Base(strings.TrimSpace(name)) == program {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}
