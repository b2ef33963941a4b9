//go:build unix

package process

import "syscall"

// deliver sends the signal that stands for a command.
func deliver(pid int, command string) error {
	return syscall.Kill(pid, map[string]syscall.Signal{
		"stop":   syscall.SIGKILL,
		"quit":   syscall.SIGINT,
		"term":   syscall.SIGTERM,
		"reopen": syscall.SIGUSR1,
		"reload": syscall.SIGHUP,
		"ldm":    syscall.SIGUSR2,
	}[command])
}
