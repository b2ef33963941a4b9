//go:build !unix

package test

import "os"

// signalLameDuck asks for nothing: there is no signal for it.
func signalLameDuck(*os.Process) {}
