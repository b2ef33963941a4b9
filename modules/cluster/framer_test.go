package cluster

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"gnatsd/kernel"
	"gnatsd/kernel/wire"
)

// Goal: what one server writes another reads. Method: the forms of the protocol word for word, then a fuzz target that
// writes and reads whatever names it is given, and one that reads anything.

func TestFrames(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reply  string
		header int
		queues []string
		want   string
	}{
		{"", 0, nil, "RMSG $G baz 19"},
		{"rep.1", 0, nil, "RMSG $G baz rep.1 19"},
		{"", 0, []string{"qg"}, "RMSG $G baz | qg 19"},
		{"rep", 0, []string{"qg", "qh"}, "RMSG $G baz + rep qg qh 19"},
		{"", 17, nil, "HMSG $G baz 17 19"},
		{"rep", 17, nil, "HMSG $G baz rep 17 19"},
		{"rep", 17, []string{"qg"}, "HMSG $G baz + rep qg 17 19"},
		{"", 17, []string{"q1", "q2", "q3", "q4"}, "HMSG $G baz | q1 q2 q3 q4 17 19"},
	}
	for _, test := range tests {
		t.Run(test.want, func(t *testing.T) {
			t.Parallel()
			m := &kernel.Message{
				Subject: []byte("baz"), Reply: []byte(test.reply), HeaderSize: test.header, Frame: make([]byte, 21),
			}
			got := string(framer{account: "$G", headers: true}.AppendGathered(nil, m, nil, test.queues))
			if got != test.want+"\r\n" {
				t.Errorf("got %q", got)
			}
		})
	}
	headed := &kernel.Message{Subject: []byte("a"), HeaderSize: 17, Frame: make([]byte, 21)}
	if got := string(framer{account: "$G", headers: false}.AppendHead(nil, headed, nil)); got != "RMSG $G a 2\r\n" {
		t.Errorf("to a peer without headers: %q", got)
	}
}

func FuzzFrames(f *testing.F) {
	f.Add("a.b", "", "", 0, "hi")
	f.Add("a", "r", "q1 q2 q3 q4 q5", 12, "NATS/1.0\r\n\r\nhi")
	f.Add("a", "", "q", 0, "")
	f.Add("a", "", "q1 \v \f \u00a0 q5", 0, "")
	f.Add("a", "r", "q1 q2 \v \f q5 \u0085", 0, "")
	f.Fuzz(func(t *testing.T, subject, reply, queues string, header int, body string) {
		names := strings.FieldsFunc(queues, between)
		if bad(subject) || subject == "" || bad(reply) || header < 0 || header > len(body) {
			t.Skip()
		}
		m := &kernel.Message{Subject: []byte(subject), Reply: []byte(reply), HeaderSize: header, Frame: []byte(body + "\r\n")}
		frame := framer{account: "$G", headers: true}.AppendGathered(nil, m, nil, names)
		frame = append(frame, m.Frame...)
		r := &route{account: "$G"}
		p := wire.Parser{Grammar: grammar, MaxLine: len(frame), MaxBody: -1}
		n, err := p.Next(frame)
		if err != nil || n != len(frame) || !r.address(&p.Op) {
			t.Fatalf("%q: %d, %v", frame, n, err)
		}
		var got []string
		for _, q := range r.queues {
			got = append(got, string(q))
		}
		if r.foreign || string(r.message.Subject) != subject || string(r.message.Reply) != reply ||
			r.message.HeaderSize != header || !bytes.Equal(p.Op.Frame, m.Frame) || !slices.Equal(got, names) {
			t.Fatalf("%q is read as %q %q %d %q", frame, r.message.Subject, r.message.Reply, r.message.HeaderSize, got)
		}
	})
}

// bad reports whether the text can't be a word of a line.
func bad(text string) bool { return strings.ContainsAny(text, " \t\r\n") }

func FuzzRead(f *testing.F) {
	for _, line := range []string{
		"RMSG $G a 2\r\nhi\r\n", "HMSG $G a | q 1 2\r\nhi\r\n", "RMSG $G a + r q1 q2 q3 2\r\nhi\r\n", "RMSG 2\r\nhi\r\n",
		"RMSG $G a x y 2\r\nhi\r\n", "RS+ $G a q 2\r\n", "INFO {}\r\n", "LS+ x\r\n",
		"RMSG a + 1\r\nx\r\n", "HMSG a b c + 1 1\r\nx\r\n",
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		r := &route{account: "$G"}
		p := wire.Parser{Grammar: grammar, MaxLine: 100, MaxBody: 100}
		for len(in) > 0 {
			n, err := p.Next(in)
			if n == 0 || err != nil {
				return
			}
			if k := p.Op.Kind; (k == opRMsg || k == opHMsg) && (p.Op.Repeat || r.address(&p.Op)) {
				if len(r.message.Subject) == 0 || len(r.queues) > p.Op.Count() {
					t.Fatalf("%q: subject %q, queues %q", in[:n], r.message.Subject, r.queues)
				}
			} else if k == opRMsg || k == opHMsg {
				return // the route ends here
			}
			in = in[n:]
		}
	})
}
