//go:build unix && !linux

package transport

import "syscall"

// writev writes what the socket takes at once; 0 and no error if that is nothing.
func writev(fd int, bufs [][]byte) (n int, err error) {
	for _, b := range bufs {
		k, err := syscall.Write(fd, b)
		for err == syscall.EINTR {
			k, err = syscall.Write(fd, b)
		}
		n += max(k, 0)
		if err == syscall.EAGAIN || (err == nil && k < len(b)) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
	return n, nil
}
