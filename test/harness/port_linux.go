package harness

import (
	"strconv"
	"syscall"
	"testing"
)

// FreePort returns a loopback port that a server can listen on and nobody else is given until the test ends: it stays
// bound by a socket that does not listen, beside which Linux lets one listen, but never hands the port out by itself.
func FreePort(t testing.TB) string {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatalf("looking for a free port: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Close(fd) })
	if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		t.Fatalf("looking for a free port: %v", err)
	}
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatalf("looking for a free port: %v", err)
	}
	bound, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatalf("looking for a free port: %v", err)
	}
	return strconv.Itoa(bound.(*syscall.SockaddrInet4).Port)
}
