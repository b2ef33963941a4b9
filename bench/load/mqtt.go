package load

import (
	"encoding/binary"
	"fmt"
	"io"
)

// MQTT speaks MQTT 3.1.1 with quality of service 0 (OASIS standard, sections 3.1 to 3.13).
type MQTT struct{}

// Types of control packets with their fixed flags.
const (
	mqttConnect     = 0x10
	mqttConnectAck  = 0x20
	mqttPublish     = 0x30
	mqttSubscribe   = 0x82
	mqttSubAck      = 0x90
	mqttPingRequest = 0xC0
	mqttPingAnswer  = 0xD0
)

// Greet sends CONNECT with a clean session and no keep-alive.
func (MQTT) Greet(c *Conn, _ Role) error {
	body := appendMQTTString(nil, "MQTT")
	body = append(body, 4, 0x02, 0, 0) // protocol level, clean session, keep-alive
	body = appendMQTTString(body, "")  // the server chooses the client's id
	return exchange(c, appendPacket(nil, mqttConnect, body), mqttConnectAck)
}

// Subscribe sends SUBSCRIBE for each subject and waits for SUBACK.
func (MQTT) Subscribe(c *Conn, subscriptions []Subscription) error {
	for i, subscription := range subscriptions {
		body := binary.BigEndian.AppendUint16(nil, uint16(i%0xFFFF+1))
		body = append(appendMQTTString(body, subscription.Subject), 0)
		if err := exchange(c, appendPacket(nil, mqttSubscribe, body), mqttSubAck); err != nil {
			return err
		}
	}
	return nil
}

// AppendPublish appends a PUBLISH packet.
func (MQTT) AppendPublish(dst []byte, m Message) []byte {
	return appendPacket(dst, mqttPublish, append(appendMQTTString(nil, m.Subject), m.Payload...))
}

// Delivery tells the length of the packet, which is the one that was published.
func (t MQTT) Delivery(m Message, _ string) Frame { return Frame{Length: len(t.AppendPublish(nil, m))} }

// Flush sends PINGREQ and waits for PINGRESP.
func (MQTT) Flush(c *Conn) error {
	return exchange(c, appendPacket(nil, mqttPingRequest, nil), mqttPingAnswer)
}

// exchange writes a packet and reads the answer, which is shorter than 128 bytes in all cases used here.
func exchange(c *Conn, packet []byte, answer byte) error {
	if _, err := c.Write(packet); err != nil {
		return fmt.Errorf("writing packet %#x: %w", packet[0], err)
	}
	var head [2]byte
	if _, err := io.ReadFull(c, head[:]); err != nil {
		return fmt.Errorf("waiting for packet %#x: %w", answer, err)
	}
	body := make([]byte, head[1])
	if _, err := io.ReadFull(c, body); err != nil {
		return fmt.Errorf("reading packet %#x: %w", head[0], err)
	}
	refused := len(body) > 0 && body[len(body)-1] != 0
	if head[0] != answer || refused {
		return fmt.Errorf("packet %#x was answered by %#x %x", packet[0], head[0], body)
	}
	return nil
}

func appendPacket(dst []byte, kind byte, body []byte) []byte {
	dst = binary.AppendUvarint(append(dst, kind), uint64(len(body)))
	return append(dst, body...)
}

func appendMQTTString(dst []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint16(dst, uint16(len(s))), s...)
}

var _ Dialect = MQTT{}
