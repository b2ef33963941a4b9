package load

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// handshakeTimeout bounds everything before the measurement on one connection.
const handshakeTimeout = 30 * time.Second

// controlBuffer is the read buffer of a connection: large enough for an INFO line, small enough for 10,000 of them.
// Reads larger than it go past it.
const controlBuffer = 4096

// Conn is a connection to a server, past its handshake.
type Conn struct {
	net.Conn
	reader *bufio.Reader
}

// Endpoint tells where a server listens and what it speaks.
type Endpoint struct {
	Address string
	Dialect Dialect
	Far     string // where a Stream's subscribers connect, another server of the cluster; empty: Address
}

// Dial connects and greets in the given role.
func (e Endpoint) Dial(ctx context.Context, role Role) (*Conn, error) {
	return e.dialFrom(ctx, role, nil)
}

// dialFrom is Dial from a source address of the caller's choice, nil for any.
func (e Endpoint) dialFrom(ctx context.Context, role Role, source net.Addr) (*Conn, error) {
	dialer := net.Dialer{Timeout: handshakeTimeout, LocalAddr: source}
	raw, err := dialer.DialContext(ctx, "tcp", e.Address)
	if err != nil {
		return nil, err
	}
	c := &Conn{Conn: raw, reader: bufio.NewReaderSize(raw, controlBuffer)}
	if err := c.handshake(func() error { return e.Dialect.Greet(c, role) }); err != nil {
		_ = raw.Close()
		return nil, fmt.Errorf("greeting %s: %w", e.Address, err)
	}
	return c, nil
}

// Read reads what the handshake left over, then from the connection.
func (c *Conn) Read(p []byte) (int, error) { return c.reader.Read(p) }

// handshake runs do under a deadline that is gone afterwards.
func (c *Conn) handshake(do func() error) error {
	if err := c.SetDeadline(time.Now().Add(handshakeTimeout)); err != nil {
		return fmt.Errorf("setting the deadline: %w", err)
	}
	if err := do(); err != nil {
		return err
	}
	return c.SetDeadline(time.Time{})
}

// readLine reads up to CR LF and returns the line without it.
func (c *Conn) readLine() (string, error) {
	line, err := c.reader.ReadString('\n')
	return strings.TrimRight(line, "\r\n"), err
}

// pong answers a server's PING.
func (c *Conn) pong() error {
	if _, err := c.Write([]byte("PONG\r\n")); err != nil {
		return fmt.Errorf("answering PING: %w", err)
	}
	return nil
}

// drainHandshake hands over what the handshake read too far.
func (c *Conn) drainHandshake(take func(read []byte) error) error {
	early := make([]byte, c.reader.Buffered())
	if _, err := io.ReadFull(c.reader, early); err != nil {
		return err
	}
	if len(early) == 0 {
		return nil
	}
	return take(early)
}
