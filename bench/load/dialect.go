package load

import "fmt"

// Role is what a connection is opened for. NATS and RESP connections can do everything, the relay has to be told.
type Role byte

// The roles; the values are the bytes the relay is told them by.
const (
	Publisher  Role = 'P'
	Subscriber Role = 'S'
	Duplex     Role = 'X' // one of two connections that are joined: what one sends, the other receives
)

// Message is one message as a publisher sends it.
type Message struct {
	Subject string
	Reply   string // subject for the answer, empty for none
	Payload []byte
}

// Subscription asks for a subject; SID is chosen by the client.
type Subscription struct {
	Subject string
	Queue   string // queue group, empty for none
	SID     string
}

// Dialect is the protocol a server is spoken to in. Implementations hold no state: all of it is in the Conn. Methods
// that take a Conn may block up to its deadline.
type Dialect interface {
	// Greet does the handshake; when it returns the server accepts commands of the role.
	Greet(c *Conn, role Role) error
	// Subscribe returns once the server has all subscriptions in force.
	Subscribe(c *Conn, subscriptions []Subscription) error
	// AppendPublish appends the frame that publishes m.
	AppendPublish(dst []byte, m Message) []byte
	// Delivery tells what m looks like when it is delivered for sid.
	Delivery(m Message, sid string) Frame
	// Flush returns once the server has processed all that was written to c before.
	Flush(c *Conn) error
}

// Subject returns the i-th subject; all of them have the same length up to a million.
func Subject(i int) string { return fmt.Sprintf("s.%06d", i) }

// AnySubject is the wildcard that matches each Subject.
const AnySubject = "s.*"

// SID returns the i-th subscription id; all of them have the same length up to 900,000.
func SID(i int) string { return fmt.Sprintf("%06d", 100_000+i) }
