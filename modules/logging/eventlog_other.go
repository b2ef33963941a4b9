//go:build !windows

package logging

// inService reports whether there is a service manager's event log in place of a
// console. Only Windows has one.
func inService() bool { return false }

func newEventLog(int) sink { return nil }
