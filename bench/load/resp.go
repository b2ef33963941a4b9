package load

import (
	"fmt"
	"io"
	"strconv"
)

// RESP speaks publish and subscribe of Redis.
type RESP struct{}

// Greet switches a publisher's replies off: they would cost the server a write per message that no other dialect pays.
func (RESP) Greet(c *Conn, role Role) error {
	if role != Publisher {
		return nil
	}
	if _, err := c.Write(appendCommand(nil, "CLIENT", "REPLY", "OFF")); err != nil {
		return fmt.Errorf("switching replies off: %w", err)
	}
	return nil
}

// Subscribe sends SUBSCRIBE for each subject and reads the confirmations.
func (RESP) Subscribe(c *Conn, subscriptions []Subscription) error {
	for i, subscription := range subscriptions {
		if _, err := c.Write(appendCommand(nil, "SUBSCRIBE", subscription.Subject)); err != nil {
			return fmt.Errorf("subscribing: %w", err)
		}
		confirmation := appendBulk(appendBulk([]byte("*3\r\n"), "subscribe"), subscription.Subject)
		confirmation = fmt.Appendf(confirmation, ":%d\r\n", i+1)
		got := make([]byte, len(confirmation))
		if _, err := io.ReadFull(c, got); err != nil {
			return fmt.Errorf("reading the confirmation: %w", err)
		}
		if string(got) != string(confirmation) {
			return fmt.Errorf("server confirms a subscription with %q", got)
		}
	}
	return nil
}

// AppendPublish appends a PUBLISH command.
func (RESP) AppendPublish(dst []byte, m Message) []byte {
	return appendCommand(dst, "PUBLISH", m.Subject, string(m.Payload))
}

// Delivery tells the length of the array a subscriber receives.
func (RESP) Delivery(m Message, _ string) Frame {
	return Frame{Length: len(appendCommand(nil, "message", m.Subject, string(m.Payload)))}
}

// Flush switches replies on, which is answered, and off again.
func (RESP) Flush(c *Conn) error {
	commands := appendCommand(appendCommand(nil, "CLIENT", "REPLY", "ON"), "CLIENT", "REPLY", "OFF")
	if _, err := c.Write(commands); err != nil {
		return fmt.Errorf("flushing: %w", err)
	}
	line, err := c.readLine()
	if err != nil {
		return fmt.Errorf("waiting for the reply: %w", err)
	}
	if line != "+OK" {
		return fmt.Errorf("waiting for the reply: server sent %q", line)
	}
	return nil
}

func appendCommand(dst []byte, words ...string) []byte {
	dst = append(strconv.AppendInt(append(dst, '*'), int64(len(words)), 10), "\r\n"...)
	for _, word := range words {
		dst = appendBulk(dst, word)
	}
	return dst
}

func appendBulk(dst []byte, word string) []byte {
	dst = append(strconv.AppendInt(append(dst, '$'), int64(len(word)), 10), "\r\n"...)
	return append(append(dst, word...), "\r\n"...)
}

var _ Dialect = RESP{}
