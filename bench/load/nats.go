package load

import (
	"fmt"
	"strconv"
	"strings"
)

// NATS speaks the NATS client protocol.
type NATS struct{}

const connectOptions = `{"verbose":false,"pedantic":false,"tls_required":false,"name":"bench","lang":"go",` +
	`"version":"1.0.0","protocol":1,"echo":true,"headers":true,"no_responders":true}`

// Greet reads INFO, sends CONNECT and waits for the server's first PONG.
func (n NATS) Greet(c *Conn, _ Role) error {
	line, err := c.readLine()
	if err != nil {
		return fmt.Errorf("reading INFO: %w", err)
	}
	if !strings.HasPrefix(line, "INFO ") {
		return fmt.Errorf("server greets with %q instead of INFO", line)
	}
	return n.roundTrip(c, []byte("CONNECT "+connectOptions+"\r\nPING\r\n"))
}

// Subscribe sends all SUBs in one go and waits for the PONG behind them.
func (n NATS) Subscribe(c *Conn, subscriptions []Subscription) error {
	var frames []byte
	for _, subscription := range subscriptions {
		frames = n.AppendSubscribe(frames, subscription)
	}
	return n.roundTrip(c, append(frames, "PING\r\n"...))
}

// AppendSubscribe appends the SUB line for subscription.
func (NATS) AppendSubscribe(dst []byte, subscription Subscription) []byte {
	dst = append(append(dst, "SUB "...), subscription.Subject...)
	if subscription.Queue != "" {
		dst = append(append(dst, ' '), subscription.Queue...)
	}
	return append(append(append(dst, ' '), subscription.SID...), "\r\n"...)
}

// AppendPublish appends a PUB frame.
func (NATS) AppendPublish(dst []byte, m Message) []byte {
	return appendMessage(append(append(dst, "PUB "...), m.Subject...), m)
}

// Delivery tells the length of the MSG frame; PING may come in between.
func (NATS) Delivery(m Message, sid string) Frame {
	return Frame{Length: len(appendMSG(nil, m, sid)), Start: 'M', Control: "PING\r\n"}
}

// Flush sends PING and waits for PONG.
func (n NATS) Flush(c *Conn) error { return n.roundTrip(c, []byte("PING\r\n")) }

// roundTrip writes text, which ends in a PING, and reads up to the PONG for it.
func (NATS) roundTrip(c *Conn, text []byte) error {
	if _, err := c.Write(text); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	for {
		line, err := c.readLine()
		switch {
		case err != nil:
			return fmt.Errorf("waiting for PONG: %w", err)
		case line == "PONG":
			return nil
		case line == "PING":
			if err := c.pong(); err != nil {
				return err
			}
		case strings.HasPrefix(line, "INFO "):
		default:
			return fmt.Errorf("waiting for PONG: server sent %q", line)
		}
	}
}

func appendMSG(dst []byte, m Message, sid string) []byte {
	dst = append(append(dst, "MSG "...), m.Subject...)
	return appendMessage(append(append(dst, ' '), sid...), m)
}

// appendMessage appends what PUB and MSG have in common: reply, size and payload.
func appendMessage(dst []byte, m Message) []byte {
	if m.Reply != "" {
		dst = append(append(dst, ' '), m.Reply...)
	}
	dst = strconv.AppendInt(append(dst, ' '), int64(len(m.Payload)), 10)
	dst = append(append(dst, "\r\n"...), m.Payload...)
	return append(dst, "\r\n"...)
}

var _ Dialect = NATS{}
