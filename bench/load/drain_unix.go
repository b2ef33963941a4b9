//go:build unix

package load

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// readBytes is the most one read takes.
const readBytes = 128 << 10

// drain hands everything that arrives to take, whose argument is valid during the call only, until the connection
// ends or take fails.
func (c *Conn) drain(take func(read []byte) error) error {
	if err := c.drainHandshake(take); err != nil {
		return err
	}
	connection, ok := c.Conn.(syscall.Conn)
	if !ok {
		return c.drainReads(take) // through TLS
	}
	raw, err := connection.SyscallConn()
	if err != nil {
		return fmt.Errorf("taking the descriptor: %w", err)
	}
	var result error
	for result == nil {
		err := raw.Read(func(fd uintptr) (done bool) {
			done, result = drainOnce(int(fd), take)
			return done
		})
		if err != nil {
			return err
		}
	}
	return result
}

// drainOnce reads once; done is false when nothing has arrived yet.
func drainOnce(fd int, take func(read []byte) error) (done bool, err error) {
	buffer := readBuffers.Get().(*[readBytes]byte)
	defer readBuffers.Put(buffer)
	n, err := syscall.Read(fd, buffer[:])
	switch {
	case errors.Is(err, syscall.EAGAIN):
		return false, nil
	case errors.Is(err, syscall.EINTR):
		return true, nil
	case err != nil:
		return true, os.NewSyscallError("read", err)
	case n == 0:
		return true, io.EOF
	default:
		return true, take(buffer[:n])
	}
}
