package wire_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"gnatsd/kernel/wire"
)

const (
	pub wire.Kind = iota + 1
	hpub
	sub
	ping
	connect
	fail
)

var grammar = wire.NewGrammar(
	wire.Verb{Name: "pub", Kind: pub, Shape: wire.Body, Words: 3},
	wire.Verb{Name: "hpub", Kind: hpub, Shape: wire.HeadedBody, Words: 4},
	wire.Verb{Name: "sub", Kind: sub, Shape: wire.Fields},
	wire.Verb{Name: "ping", Kind: ping, Shape: wire.Word},
	wire.Verb{Name: "connect", Kind: connect, Shape: wire.Text},
	wire.Verb{Name: "-err", Kind: fail, Shape: wire.Text},
)

func newParser() *wire.Parser { return &wire.Parser{Grammar: grammar, MaxLine: 32, MaxBody: 100} }

// render writes an operation without its Repeat mark, which depends on how the
// bytes were split.
func render(op *wire.Op) string {
	switch op.Kind {
	case pub, hpub:
		return fmt.Sprintf("%d%q h%d %q", op.Kind, op.Fields(), op.HeaderSize, op.Frame)
	case sub:
		return fmt.Sprintf("%d%q of %d", op.Kind, op.Fields(), op.Count())
	default:
		return fmt.Sprintf("%d %q", op.Kind, op.Text)
	}
}

// run feeds the pieces one after the other, as a transport does, and returns
// the operations and the error in words.
func run(p *wire.Parser, pieces ...[]byte) string {
	var out []string
	var buf []byte
	for _, piece := range pieces {
		buf = append(bytes.Clone(buf), piece...)
		p.Reset()
		for len(buf) > 0 {
			n, err := p.Next(buf)
			if err != nil {
				return strings.Join(append(out, "error "+err.Error()), "\n")
			}
			if n == 0 {
				break
			}
			out = append(out, render(&p.Op))
			buf = buf[n:]
		}
	}
	if len(buf) > 0 {
		out = append(out, "rest")
	}
	return strings.Join(out, "\n")
}

func TestNext(t *testing.T) {
	t.Parallel()
	full := strings.Repeat("a", 32)
	for name, c := range map[string]struct{ in, want string }{
		"pub":            {"PUB foo 2\r\nhi\r\n", `1["foo" "2"] h0 "hi\r\n"`},
		"pub with reply": {"pub foo bar 002\r\nhi\r\n", `1["foo" "bar" "002"] h0 "hi\r\n"`},
		"repeated line": {
			"PUB a 1\r\nx\r\nPUB a 1\r\ny\r\n",
			"1[\"a\" \"1\"] h0 \"x\\r\\n\"\n1[\"a\" \"1\"] h0 \"y\\r\\n\"",
		},
		"repeat after another": {
			"PUB a 1\r\nx\r\nSUB z 9\r\nPUB a 1\r\ny\r\n",
			"1[\"a\" \"1\"] h0 \"x\\r\\n\"\n3[\"z\" \"9\"] of 2\n1[\"a\" \"1\"] h0 \"y\\r\\n\"",
		},
		"empty body":         {"PUB a 0\r\n\r\n", `1["a" "0"] h0 "\r\n"`},
		"blanks and tabs":    {"PUB \t a \t 1 \t\r\nx\r\n", `1["a" "1"] h0 "x\r\n"`},
		"bare line feed":     {"PUB a 1\nx\r\n", `1["a" "1"] h0 "x\r\n"`},
		"hpub":               {"HPUB a 2 3\r\nhhx\r\n", `2["a" "2" "3"] h2 "hhx\r\n"`},
		"many words":         {"SUB a b c d e f\r\n", `3["a" "b" "c" "d" "e"] of 6`},
		"no words":           {"SUB \r\n", `3[] of 0`},
		"ping with text":     {"PiNg blah\r\n", `4 "blah"`},
		"connect":            {"CONNECT{ }  \r\n", `5 "{ }"`},
		"body with protocol": {"PUB a 6\r\nPING\r\n\r\n", `1["a" "6"] h0 "PING\r\n\r\n"`},
		"half an operation":  {"PUB a 6\r\nPING", `rest`},

		"as many blanks as a line may have": {"SUB" + strings.Repeat(" ", 32) + "a 1\r\n", `3["a" "1"] of 2`},
		"blanks without end":                {"SUB" + strings.Repeat(" ", 33), "error control line too long"},
		"ping and blanks without end":       {"PING" + strings.Repeat("\t", 33), "error control line too long"},

		"empty line":                     {"\r\n", "error unknown protocol operation"},
		"leading blank":                  {" PING\r\n", "error unknown protocol operation"},
		"wrong at the first byte":        {"x", "error unknown protocol operation"},
		"wrong at a later byte":          {"PUx", "error unknown protocol operation"},
		"no blank behind the name":       {"PUB\r\n", "error unknown protocol operation"},
		"suffix":                         {"SUBS a 1\r\n", "error unknown protocol operation"},
		"carriage return in a line":      {"SUB a\rb 1\r\n", "error unknown protocol operation"},
		"body too short":                 {"PUB a 9\r\nPING\r\n\r\nPING\r\n", "error unknown protocol operation"},
		"body ends in line feed":         {"PUB a 2\r\nhi\n", "error unknown protocol operation"},
		"no size":                        {"PUB a\r\n", "error bad arguments"},
		"nothing":                        {"PUB \r\n", "error bad arguments"},
		"negative size":                  {"PUB a -1\r\n", "error bad arguments"},
		"sign":                           {"PUB a +1\r\n", "error bad arguments"},
		"ten digits":                     {"PUB a 0000000001\r\n", "error bad arguments"},
		"hex":                            {"PUB a 0x1\r\n", "error bad arguments"},
		"too many words":                 {"PUB a b c 1\r\n", "error bad arguments"},
		"header larger than all":         {"HPUB a 4 3\r\n", "error bad arguments"},
		"one size":                       {"HPUB a 3\r\n", "error bad arguments"},
		"body too long":                  {"PUB a 101\r\n", "error body too long"},
		"line of the limit":              {"SUB " + full + "\r\n", `3["` + full + `"] of 1`},
		"line past the limit":            {"SUB " + strings.Repeat("a", 33) + "\r\n", "error control line too long"},
		"unfinished past the limit":      {"SUB " + strings.Repeat("a", 33), "error control line too long"},
		"unfinished with CR":             {"SUB " + strings.Repeat("a", 32) + "\r", "rest"},
		"text past the limit":            {"CONNECT " + strings.Repeat("a", 33) + "\r\n", "error control line too long"},
		"unfinished text past the limit": {"PING " + strings.Repeat("a", 33), "error control line too long"},
		"operations before an error":     {"PING\r\nPING\r\nnope", "4 \"\"\n4 \"\"\nerror unknown protocol operation"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := run(newParser(), []byte(c.in)); got != c.want {
				t.Errorf("%q\n got %s\nwant %s", c.in, got, c.want)
			}
		})
	}
}

func TestRepeatIsRecognised(t *testing.T) {
	t.Parallel()
	p := newParser()
	in := []byte("PUB a 1\r\nx\r\nPUB a 1\r\ny\r\nPUB b 1\r\nz\r\n")
	for i, want := range []bool{false, true, false} {
		n, err := p.Next(in)
		if err != nil || p.Op.Repeat != want {
			t.Errorf("operation %d: Repeat %v, %v", i, p.Op.Repeat, err)
		}
		in = in[n:]
	}
}

func TestWant(t *testing.T) {
	t.Parallel()
	p := newParser()
	if n, err := p.Next([]byte("PUB a 5\r\nhe")); n != 0 || err != nil || p.Want() != 16 {
		t.Errorf("got %d, %v, want %d", n, err, p.Want())
	}
	if n, err := p.Next([]byte("PUB a 5\r\nhello\r\n")); n != 16 || err != nil || p.Want() != 0 {
		t.Errorf("got %d, %v, want %d", n, err, p.Want())
	}
}

// However a stream is cut in two or into bytes, the operations are the same.
func FuzzSplits(f *testing.F) {
	for _, s := range []string{
		"PUB foo bar 5\r\nhello\r\nPUB foo bar 5\r\nworld\r\nPING\r\nSUB a b\r\n",
		"HPUB a 2 3\r\nhhx\r\nHPUB a 2 3\r\nhhy\r\nCONNECT {}\r\n", "PUB a 2\r\nhi\nPING\r\n",
		"PUB a 1\r\nx\r\nSUB b 1\nPUB a 1\r\nx\r\n",
		"SUB aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n", "-ERR 'x'\r\nPUB a\rb 1\r\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		if len(in) == 0 || len(in) > 300 {
			return
		}
		want := run(newParser(), in)
		var bytewise [][]byte
		for i := range in {
			bytewise = append(bytewise, in[i:i+1])
			if got := run(newParser(), in[:i], in[i:]); got != want {
				t.Fatalf("%q cut at %d\n got %s\nwant %s", in, i, got, want)
			}
		}
		if got := run(newParser(), bytewise...); got != want {
			t.Fatalf("%q byte by byte\n got %s\nwant %s", in, got, want)
		}
	})
}

func TestErrorsAreDistinct(t *testing.T) {
	t.Parallel()
	if errors.Is(wire.ErrUnknown, wire.ErrArguments) || errors.Is(wire.ErrLineTooLong, wire.ErrBodyTooLong) {
		t.Error("errors cannot be told apart")
	}
}

func TestAppend(t *testing.T) {
	t.Parallel()
	for want, got := range map[string][]byte{
		"MSG a 1 5\r\n":           wire.AppendMsg(nil, []byte("a"), "1", nil, 0, 5),
		"MSG a 1 r 0\r\n":         wire.AppendMsg(nil, []byte("a"), "1", []byte("r"), 0, 0),
		"HMSG a.b 99 r 12 17\r\n": wire.AppendMsg(nil, []byte("a.b"), []byte("99"), []byte("r"), 12, 17),
		"-ERR 'no'\r\n":           wire.AppendErr(nil, "no"),
		"INFO {} \r\n":            wire.AppendInfo(nil, []byte("{}")),
	} {
		if string(got) != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func BenchmarkNext(b *testing.B) {
	for _, c := range []struct{ name, op string }{
		{"repeated", "PUB foo 16\r\n0123456789abcdef\r\n"},
		{"changing", "PUB foo.%06d 16\r\n0123456789abcdef\r\n"},
	} {
		b.Run(c.name, func(b *testing.B) {
			var in []byte
			ops := 0
			for ; len(in) < 64<<10; ops++ {
				if strings.Contains(c.op, "%") {
					in = fmt.Appendf(in, c.op, ops)
				} else {
					in = append(in, c.op...)
				}
			}
			p := &wire.Parser{Grammar: grammar, MaxLine: 4096, MaxBody: 1 << 20}
			b.ReportAllocs()
			for i := 0; i < b.N; {
				p.Reset()
				for rest := in; len(rest) > 0; i++ {
					n, err := p.Next(rest)
					if n == 0 || err != nil {
						b.Fatal(n, err)
					}
					rest = rest[n:]
				}
			}
		})
	}
}
