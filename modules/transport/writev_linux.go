package transport

import (
	"errors"
	"sync"
	"syscall"
	"unsafe"
)

// vectorMax is how many buffers one call takes.
const vectorMax = 64

var vectors = sync.Pool{New: func() any { return new([vectorMax]syscall.Iovec) }}

// writev writes what the socket takes at once; 0 and no error if that is nothing.
func writev(fd int, bufs [][]byte) (n int, err error) {
	for {
		if len(bufs) == 1 {
			n, err = syscall.Write(fd, bufs[0])
		} else {
			n, err = gather(fd, bufs[:min(len(bufs), vectorMax)])
		}
		switch {
		case err == nil:
			return n, nil
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EAGAIN):
			return 0, nil
		default:
			return 0, err
		}
	}
}

func gather(fd int, bufs [][]byte) (int, error) {
	v := vectors.Get().(*[vectorMax]syscall.Iovec)
	defer vectors.Put(v)
	for i, b := range bufs {
		v[i].Base = unsafe.SliceData(b) // not empty: segments never are
		v[i].SetLen(len(b))
	}
	n, _, errno := syscall.Syscall(syscall.SYS_WRITEV, uintptr(fd), uintptr(unsafe.Pointer(v)), uintptr(len(bufs)))
	clear(v[:len(bufs)])
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}
