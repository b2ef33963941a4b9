//go:build unix

package cli

import (
	"os"
	"syscall"
)

// The signals that ask a running server for something, and what for.
var wanted = map[os.Signal]request{
	os.Interrupt:    toStop,
	syscall.SIGTERM: toStop,
	syscall.SIGHUP:  toReload,
	syscall.SIGUSR1: toReopen,
	syscall.SIGUSR2: toDrain,
}

// ignored are signals that would end the process and mean nothing to it.
var ignored = []os.Signal{syscall.SIGPIPE}
