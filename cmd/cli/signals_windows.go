package cli

import (
	"os"
	"syscall"
)

// The signals that ask a running server for something, and what for.
var wanted = map[os.Signal]request{os.Interrupt: toStop, syscall.SIGTERM: toStop}

// ignored are signals that would end the process and mean nothing to it.
var ignored []os.Signal
