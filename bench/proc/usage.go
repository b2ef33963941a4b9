package proc

import (
	"errors"
	"time"
)

// ErrNoAccounting reports a system where the accounts of another process cannot be read exactly.
var ErrNoAccounting = errors.New("no process accounting on this system")

// Usage is what a process used since its start.
type Usage struct {
	CPU    time.Duration // user and system, as exact as the scheduler's clock
	User   time.Duration // user part, in the kernel's ticks of usually 10 ms
	System time.Duration // system part, in ticks too: good for the proportion only
	RSS    int64         // resident memory in bytes
	Peak   int64         // the most RSS since the start or the last ResetPeak
}

// Usage reads the accounts of the process.
func (p *Process) Usage() (Usage, error) { return usage(p.command.Process.Pid) }

// ResetPeak starts Usage.Peak anew at the present RSS.
func (p *Process) ResetPeak() error { return resetPeak(p.command.Process.Pid) }
