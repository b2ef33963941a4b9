package proc

import "syscall"

// attributes has the kernel kill a server whose benchmark was killed itself. The signal is tied to the thread that
// started the server; the runtime ends threads only when a goroutine locked to one returns, which none here does.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
