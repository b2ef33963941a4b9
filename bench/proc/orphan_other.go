//go:build !linux

package proc

import "syscall"

// attributes asks for nothing special.
func attributes() *syscall.SysProcAttr { return nil }
