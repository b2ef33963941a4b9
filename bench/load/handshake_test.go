// Goal: handshakes cope with what servers may say in between, and a refusal is an error that quotes it.
// Method: a connection that says a script.
package load

import (
	"bufio"
	"net"
	"strings"
	"testing"
)

// scriptedConn says a text and ignores what it hears.
type scriptedConn struct {
	net.Conn
	says *strings.Reader
}

func (s scriptedConn) Read(p []byte) (int, error)  { return s.says.Read(p) }
func (s scriptedConn) Write(p []byte) (int, error) { return len(p), nil }

func scripted(says string) *Conn {
	conn := scriptedConn{says: strings.NewReader(says)}
	return &Conn{Conn: conn, reader: bufio.NewReader(conn)}
}

func TestHandshakes(t *testing.T) {
	t.Parallel()
	greet := func(d Dialect) func(*Conn) error {
		return func(c *Conn) error { return d.Greet(c, Subscriber) }
	}
	subscribe := func(d Dialect) func(*Conn) error {
		return func(c *Conn) error { return d.Subscribe(c, []Subscription{{Subject: "s", SID: "1"}}) }
	}
	for name, test := range map[string]struct {
		says string
		do   func(*Conn) error
		want string // part of the error, empty for none
	}{
		"NATS":                   {"INFO {}\r\nPONG\r\n", greet(NATS{}), ""},
		"TLS wants INFO alone":   {"INFO {}\r\nPING\r\n", greet(SecureNATS{}), "instead of INFO alone"},
		"NATS pings and tells":   {"INFO {}\r\nPING\r\nINFO {}\r\nPONG\r\n", greet(NATS{}), ""},
		"NATS refuses":           {"INFO {}\r\n-ERR 'Authorization Violation'\r\n", greet(NATS{}), "Authorization"},
		"NATS is something else": {"SSH-2.0\r\n", greet(NATS{}), "SSH"},
		"NATS hangs up":          {"INFO {}\r\n", greet(NATS{}), "EOF"},
		"NATS flushes":           {"PONG\r\n", NATS{}.Flush, ""},
		"RESP subscribes":        {"*3\r\n$9\r\nsubscribe\r\n$1\r\ns\r\n:1\r\n", subscribe(RESP{}), ""},
		"RESP refuses":           {"-ERR unknown command, with arguments\r\n", subscribe(RESP{}), "unknown"},
		"RESP flushes":           {"+OK\r\n", RESP{}.Flush, ""},
		"RESP fails to flush":    {"-ERR\r\n", RESP{}.Flush, "-ERR"},
		"MQTT":                   {"\x20\x02\x00\x00", greet(MQTT{}), ""},
		"MQTT refuses":           {"\x20\x02\x00\x05", greet(MQTT{}), "answered"},
		"MQTT subscribes":        {"\x90\x03\x00\x01\x00", subscribe(MQTT{}), ""},
		"MQTT flushes":           {"\xd0\x00", MQTT{}.Flush, ""},
		"relay":                  {"S", greet(Bytes{}), ""},
		"relay hangs up":         {"", greet(Bytes{}), "EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.do(scripted(test.says))
			if test.want == "" && err != nil {
				t.Errorf("error %v, want none", err)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error %v, want one about %q", err, test.want)
			}
		})
	}
}
