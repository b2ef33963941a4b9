package load

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"strings"
)

// SecureNATS speaks the NATS client protocol through TLS, which begins behind INFO.
type SecureNATS struct {
	NATS
	Config *tls.Config
}

// Greet reads INFO in clear, does the handshake, sends CONNECT and waits for the server's first PONG.
func (n SecureNATS) Greet(c *Conn, _ Role) error {
	line, err := c.readLine()
	if err != nil {
		return fmt.Errorf("reading INFO: %w", err)
	}
	if !strings.HasPrefix(line, "INFO ") || c.reader.Buffered() > 0 {
		return fmt.Errorf("server greets with %q instead of INFO alone", line)
	}
	secured := tls.Client(c.Conn, n.Config)
	if err := secured.Handshake(); err != nil {
		return fmt.Errorf("securing the connection: %w", err)
	}
	c.Conn, c.reader = secured, bufio.NewReaderSize(secured, controlBuffer)
	return n.roundTrip(c, []byte("CONNECT "+connectOptions+"\r\nPING\r\n"))
}

var _ Dialect = SecureNATS{}
