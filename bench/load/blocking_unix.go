//go:build unix

package load

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// block turns c into a connection whose reads and writes block their thread in the system call. Waking a goroutine
// through the poller costs several microseconds, which would otherwise be part of every latency measured.
func (c *Conn) block() error {
	tcp, ok := c.Conn.(*net.TCPConn)
	if !ok || c.reader.Buffered() > 0 {
		return nil
	}
	file, err := tcp.File()
	if err != nil {
		return fmt.Errorf("taking the socket off the poller: %w", err)
	}
	fd := int(file.Fd())
	if err := syscall.SetNonblock(fd, false); err != nil {
		_ = file.Close()
		return fmt.Errorf("making the socket block: %w", err)
	}
	timeout := syscall.NsecToTimeval(StallTimeout.Nanoseconds())
	if err := syscall.SetsockoptTimeval(fd, syscall.SOL_SOCKET, syscall.SO_RCVTIMEO, &timeout); err != nil {
		_ = file.Close()
		return fmt.Errorf("setting the receive timeout: %w", err)
	}
	blocking := &blockingConn{TCPConn: tcp, file: file, fd: fd}
	c.Conn, c.reader = blocking, bufio.NewReaderSize(blocking, controlBuffer)
	return nil
}

// blockingConn reads and writes by system calls on a socket in blocking mode. Close from another goroutine ends them.
type blockingConn struct {
	*net.TCPConn
	file *os.File
	fd   int
}

func (b *blockingConn) Read(p []byte) (int, error) {
	for {
		n, err := syscall.Read(b.fd, p)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return 0, os.NewSyscallError("read", err)
		case n == 0:
			return 0, io.EOF
		default:
			return n, nil
		}
	}
}

func (b *blockingConn) Write(p []byte) (int, error) {
	written := 0
	for written < len(p) {
		n, err := syscall.Write(b.fd, p[written:])
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return written, os.NewSyscallError("write", err)
		}
		written += n
	}
	return written, nil
}

// SetDeadline does nothing: a blocking socket has the receive timeout set by block.
func (b *blockingConn) SetDeadline(time.Time) error { return nil }

// Close shuts the socket down first, which wakes a thread blocked in it. The duplicate is left to the garbage
// collector: closing it here could hand its number to another connection while that thread still uses it.
func (b *blockingConn) Close() error {
	shutdown := syscall.Shutdown(b.fd, syscall.SHUT_RDWR)
	return errors.Join(shutdown, b.TCPConn.Close())
}
