//go:build !windows

package cli

// asService reports whether the process was started by a service manager that
// wants to be talked to, and if so runs the server for it. Only Windows has one.
func (p *program) asService(func(*hosting) int) (status int, was bool) { return 0, false }
