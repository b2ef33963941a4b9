package load

import (
	"fmt"
	"io"
)

// Bytes is the dialect of the relay: a byte that names the role, answered by the same byte, then nothing but data.
// It carries what NATS would deliver, so that the same bytes leave the relay and a NATS server.
type Bytes struct{}

// Greet names the role and waits for the echo, after which the relay knows this connection.
func (Bytes) Greet(c *Conn, role Role) error {
	if _, err := c.Write([]byte{byte(role)}); err != nil {
		return fmt.Errorf("naming the role: %w", err)
	}
	var echo [1]byte
	if _, err := io.ReadFull(c, echo[:]); err != nil {
		return fmt.Errorf("waiting for the relay: %w", err)
	}
	return nil
}

// Subscribe does nothing: a connection greeted as Subscriber receives everything.
func (Bytes) Subscribe(*Conn, []Subscription) error { return nil }

// AppendPublish appends the MSG frame that a NATS server would make of m for a subscription with the sid soloSID.
func (Bytes) AppendPublish(dst []byte, m Message) []byte { return appendMSG(dst, m, soloSID) }

// Delivery tells the length of what AppendPublish makes.
func (Bytes) Delivery(m Message, _ string) Frame {
	return Frame{Length: len(appendMSG(nil, m, soloSID))}
}

// Flush does nothing: the relay answers nobody, the subscribers see the end.
func (Bytes) Flush(*Conn) error { return nil }

var _ Dialect = Bytes{}
