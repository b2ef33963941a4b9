//go:build unix

package proc

import (
	"fmt"
	"syscall"
	"time"
)

// RaiseFileLimit raises the limit of open files, for this process and the servers it starts, as far as it may and
// returns it.
func RaiseFileLimit() (int, error) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 0, fmt.Errorf("reading the limit of open files: %w", err)
	}
	soft := limit
	limit.Cur = limit.Max
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		limit = soft // some systems name a hard limit that they do not grant
	}
	return int(min(limit.Cur, 1<<30)), nil
}

// OwnCPU returns the CPU time this process used.
func OwnCPU() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
