package process

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// commMax is how many bytes of a program's name the kernel keeps.
const commMax = 15

// processes returns who runs a program, by the name it was started under or by
// the name of its file. What cannot be looked at has just ended.
func processes(program string) ([]int, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		folder := filepath.Join("/proc", entry.Name())
		if runs(folder, program) {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

func runs(folder, program string) bool {
	if isZombie(folder) {
		return false
	}
	if args, err := os.ReadFile(filepath.Join(folder, "cmdline")); err == nil {
		first, _, _ := strings.Cut(string(args), "\x00")
		if filepath.Base(first) == program {
			return true
		}
	}
	comm, err := os.ReadFile(filepath.Join(folder, "comm"))
	name := strings.TrimSpace(string(comm))
	return err == nil && name == program[:min(len(program), commMax)]
}

// isZombie reports whether a process has ended and nobody has asked for its status.
func isZombie(folder string) bool {
	stat, err := os.ReadFile(filepath.Join(folder, "stat"))
	if err != nil {
		return true
	}
	_, state, _ := strings.Cut(string(stat[strings.LastIndexByte(string(stat), ')')+1:]), " ")
	return strings.HasPrefix(state, "Z")
}
