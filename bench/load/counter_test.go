// Goal: bytes of messages are counted exactly, whatever the server sends between messages and wherever reads are cut.
// Method: one stream of frames and PINGs, cut into reads of every size.
package load

import (
	"strings"
	"testing"
)

func TestCounter(t *testing.T) {
	t.Parallel()
	const ping = "PING\r\n"
	frame := string(appendMSG(nil, Message{Subject: Subject(7), Payload: filler(16)}, soloSID))
	for name, test := range map[string]struct {
		stream   string
		messages int
		controls int
	}{
		"messages only":         {strings.Repeat(frame, 9), 9, 0},
		"ping first":            {ping + strings.Repeat(frame, 3), 3, 1},
		"ping last":             {strings.Repeat(frame, 3) + ping, 3, 1},
		"ping between":          {frame + ping + strings.Repeat(frame, 5), 6, 1},
		"two pings in a row":    {frame + ping + ping + frame, 2, 2},
		"pings all over":        {ping + frame + ping + frame + frame + ping, 3, 3},
		"nothing but pings":     {strings.Repeat(ping, 4), 0, 4},
		"half a message at end": {frame + frame[:10], 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for size := 1; size <= len(test.stream); size++ {
				c := counter{frame: NATS{}.Delivery(Message{Subject: Subject(0), Payload: filler(16)}, soloSID)}
				total := 0
				for rest := test.stream; rest != ""; {
					n := min(size, len(rest))
					counted, err := c.count([]byte(rest[:n]))
					if err != nil {
						t.Fatalf("reads of %d bytes: %v", size, err)
					}
					total, rest = total+counted, rest[n:]
				}
				if total/len(frame) != test.messages || c.controls != test.controls {
					t.Fatalf("reads of %d bytes: %d messages and %d pings, want %d and %d",
						size, total/len(frame), c.controls, test.messages, test.controls)
				}
			}
		})
	}
}

func TestCounterReportsWhatIsNoMessage(t *testing.T) {
	t.Parallel()
	frame := appendMSG(nil, Message{Subject: Subject(0), Payload: filler(16)}, soloSID)
	c := counter{frame: Frame{Length: len(frame), Start: 'M', Control: "PING\r\n"}}
	_, err := c.count(append(frame, "-ERR 'Slow Consumer'\r\n"...))
	if err == nil || !strings.Contains(err.Error(), "Slow Consumer") {
		t.Errorf("count = %v, want an error that quotes the server", err)
	}
}

func TestCounterWithoutControlFrames(t *testing.T) {
	t.Parallel()
	c := counter{frame: Frame{Length: 10}}
	if n, err := c.count(make([]byte, 25)); n != 25 || err != nil {
		t.Errorf("count = %d, %v, want 25 bytes", n, err)
	}
}
