package auth

import "syscall"

// stepAside lets other threads of the machine that wait for this processor go
// first. During the call the runtime needs nothing of this goroutine, so that
// it is not waited for by the garbage collector either.
func stepAside() {
	_, _, _ = syscall.Syscall(syscall.SYS_SCHED_YIELD, 0, 0, 0) // never fails
}
