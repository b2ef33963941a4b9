package wire_test

import (
	"testing"

	"gnatsd/kernel/wire"
)

// Goal: lines with a body may have more words than are kept. Method: lines of up
// to nine words, whose sizes and rest are compared.

func TestManyWords(t *testing.T) {
	t.Parallel()
	g := wire.NewGrammar(
		wire.Verb{Name: "rmsg", Kind: 1, Shape: wire.Body, Words: 1000},
		wire.Verb{Name: "hmsg", Kind: 2, Shape: wire.HeadedBody, Words: 1000},
	)
	tests := []struct {
		name, in     string
		header, body int
		count        int
		rest         string
	}{
		{"five", "RMSG a b c d 2\r\nhi\r\n", 0, 2, 5, ""},
		{"six", "RMSG a b + r q 2\r\nhi\r\n", 0, 2, 6, " 2\r\n"},
		{"nine", "RMSG a b + r q1  q2 q3 q4 2 \r\nhi\r\n", 0, 2, 9, "  q2 q3 q4 2 \r\n"},
		{"six with header", "HMSG a b | q 1 2\r\nhi\r\n", 1, 2, 6, " 2\r\n"},
		{"seven with header", "HMSG a b + r q 1 2\r\nhi\r\n", 1, 2, 7, " 1 2\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := wire.Parser{Grammar: g, MaxLine: 100, MaxBody: 10}
			n, err := p.Next([]byte(test.in))
			if err != nil || n != len(test.in) {
				t.Fatalf("%d bytes, %v", n, err)
			}
			op := &p.Op
			if op.HeaderSize != test.header || len(op.Body()) != test.body || op.Count() != test.count {
				t.Errorf("header %d, body %d, %d words", op.HeaderSize, len(op.Body()), op.Count())
			}
			if string(op.Rest()) != test.rest {
				t.Errorf("rest %q, want %q", op.Rest(), test.rest)
			}
		})
	}
}
