// Goal: frames are what the protocols say, and all frames of a stream have the length the counter divides by.
package load

import (
	"testing"
)

func TestFrames(t *testing.T) {
	t.Parallel()
	message := Message{Subject: "s.000001", Payload: []byte("hello")}
	request := Message{Subject: "s", Reply: "r", Payload: []byte("hello")}
	for name, test := range map[string]struct {
		dialect Dialect
		message Message
		publish string
		deliver int
	}{
		"NATS":         {NATS{}, message, "PUB s.000001 5\r\nhello\r\n", len("MSG s.000001 1 5\r\nhello\r\n")},
		"NATS request": {NATS{}, request, "PUB s r 5\r\nhello\r\n", len("MSG s 1 r 5\r\nhello\r\n")},
		"relay":        {Bytes{}, message, "MSG s.000001 1 5\r\nhello\r\n", len("MSG s.000001 1 5\r\nhello\r\n")},
		"RESP": {
			RESP{},
			message, "*3\r\n$7\r\nPUBLISH\r\n$8\r\ns.000001\r\n$5\r\nhello\r\n",
			len("*3\r\n$7\r\nmessage\r\n$8\r\ns.000001\r\n$5\r\nhello\r\n"),
		},
		"MQTT": {MQTT{}, message, "\x30\x0f\x00\x08s.000001hello", 17},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := string(test.dialect.AppendPublish([]byte("before "), test.message)); got != "before "+test.publish {
				t.Errorf("AppendPublish = %q, want %q", got, test.publish)
			}
			if got := test.dialect.Delivery(test.message, soloSID).Length; got != test.deliver {
				t.Errorf("Delivery has %d bytes, want %d", got, test.deliver)
			}
		})
	}
}

func TestNamesHaveFixedWidth(t *testing.T) {
	t.Parallel()
	for _, i := range []int{0, 1, 999, 99_999, 499_999} {
		if len(Subject(i)) != len(Subject(0)) || len(SID(i)) != len(SID(0)) {
			t.Errorf("name %d: %q and %q differ in length from the first", i, Subject(i), SID(i))
		}
	}
}

func TestAppendSubscribe(t *testing.T) {
	t.Parallel()
	for want, subscription := range map[string]Subscription{
		"SUB s.* 1\r\n":         {Subject: "s.*", SID: "1"},
		"SUB s workers 000\r\n": {Subject: "s", Queue: "workers", SID: "000"},
	} {
		if got := string(NATS{}.AppendSubscribe(nil, subscription)); got != want {
			t.Errorf("AppendSubscribe = %q, want %q", got, want)
		}
	}
}

func TestScript(t *testing.T) {
	t.Parallel()
	size := len(NATS{}.AppendPublish(nil, Message{Subject: Subject(0), Payload: filler(100)}))
	for name, test := range map[string]struct {
		subjects, limit, messagesMax int
		blocks, messages             int
	}{
		"one subject fills a block":    {1, 10 * size, 100, 1, 10},
		"bounded by messages":          {1, 10 * size, 3, 1, 3},
		"never empty":                  {1, 1, 0, 1, 1},
		"more subjects than a block":   {25, 10 * size, 100, 3, 25},
		"whole turns of few subjects":  {4, 10 * size, 100, 1, 8},
		"as many as fit exactly":       {10, 10 * size, 100, 1, 10},
		"one more than fits one block": {11, 10 * size, 100, 2, 11},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScript(NATS{}, filler(100), test.subjects, test.limit, test.messagesMax)
			messages := 0
			for range s.blocks {
				block := s.take()
				if len(block.bytes) != block.messages*size {
					t.Errorf("a block of %d messages has %d bytes, want whole frames", block.messages, len(block.bytes))
				}
				messages += block.messages
			}
			if len(s.blocks) != test.blocks || messages != test.messages {
				t.Errorf("%d messages in %d blocks, want %d in %d", messages, len(s.blocks), test.messages, test.blocks)
			}
		})
	}
}
