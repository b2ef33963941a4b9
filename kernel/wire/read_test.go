package wire_test

import (
	"testing"

	"gnatsd/kernel/wire"
)

func TestReadMsg(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, reply, body string
		header            int
	}{
		{"plain", "", "hi", 0},
		{"with reply", "back", "hi", 0},
		{"with header", "", "NATS/1.0\r\n\r\nhi", 12},
		{"with both", "back", "NATS/1.0\r\n\r\n", 12},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			frame := wire.AppendMsg(nil, []byte("a.b"), "7", []byte(test.reply), test.header, len(test.body))
			frame = append(append(frame, test.body...), wire.CRLF...)
			subject, reply, header, body := wire.ReadMsg(frame)
			if string(subject) != "a.b" || string(reply) != test.reply || header != test.header ||
				string(body) != test.body+wire.CRLF {
				t.Errorf("got %q %q %d %q", subject, reply, header, body)
			}
		})
	}
}
