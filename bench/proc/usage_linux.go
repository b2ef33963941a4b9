package proc

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

// cpuClockSched selects the scheduler's exact account in a process CPU clock id (clock_getcpuclockid(3)).
const cpuClockSched = 2

func usage(pid int) (Usage, error) {
	var u Usage
	var err error
	if u.CPU, err = cpuTime(pid); err != nil {
		return u, fmt.Errorf("reading the CPU time of process %d: %w", pid, err)
	}
	if u.User, u.System, err = split(pid); err != nil {
		return u, fmt.Errorf("reading the CPU split of process %d: %w", pid, err)
	}
	if u.RSS, u.Peak, err = memory(pid); err != nil {
		return u, fmt.Errorf("reading the memory of process %d: %w", pid, err)
	}
	return u, nil
}

// resetPeak writes the request for a new high-water mark (proc_pid_clear_refs(5)).
func resetPeak(pid int) error {
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0)
}

// cpuTime reads the CPU clock of a process, which has nanoseconds where /proc has ticks of 10 ms.
func cpuTime(pid int) (time.Duration, error) {
	clock := int32(^pid)<<3 | cpuClockSched
	var ts syscall.Timespec
	_, _, errno := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, uintptr(clock), uintptr(unsafe.Pointer(&ts)), 0)
	if errno != 0 {
		return 0, os.NewSyscallError("clock_gettime", errno)
	}
	return time.Duration(ts.Nano()), nil
}

// tick is the unit of times in /proc: USER_HZ is 100 on every architecture Go runs on.
const tick = 10 * time.Millisecond

// split returns user and system time, from fields 14 and 15 of /proc/PID/stat.
func split(pid int) (user, system time.Duration, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, err
	}
	// The name of the program, field 2, is in parentheses and may contain anything.
	_, rest, _ := strings.Cut(string(text[max(0, strings.LastIndexByte(string(text), ')')):]), " ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, 0, fmt.Errorf("stat has %d fields after the name", len(fields))
	}
	var ticks [2]int64
	for i := range ticks {
		if ticks[i], err = strconv.ParseInt(fields[11+i], 10, 64); err != nil {
			return 0, 0, err
		}
	}
	return time.Duration(ticks[0]) * tick, time.Duration(ticks[1]) * tick, nil
}

// memory returns VmRSS and VmHWM in bytes.
func memory(pid int) (rss, peak int64, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		switch name {
		case "VmRSS":
			rss, err = kilobytes(value)
		case "VmHWM":
			peak, err = kilobytes(value)
		}
		if err != nil {
			return 0, 0, fmt.Errorf("%s: %w", name, err)
		}
	}
	return rss, peak, nil
}

func kilobytes(value string) (int64, error) {
	n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
	return n << 10, err
}
