package test

import (
	"fmt"
	"strings"
	"testing"

	"gnatsd/test/harness"
)

// Goal: bad input gets the right answer and the right close, and nobody else notices. Method: each input is sent by a
// connection of its own, whose answer must match byte for byte up to its end, while a healthy publisher and subscriber
// on the same server count their messages.

const (
	unknownOperation = "-ERR 'Unknown Protocol Operation'\r\n"
	lineTooLong      = "-ERR 'maximum control line exceeded'\r\n"
	payloadTooLarge  = "-ERR 'Maximum Payload Violation'\r\n"
	silently         = ""
)

// input is one thing a client must not send.
type input struct{ name, bytes, answer string }

// unknownInputs are not the name of an operation that a client may send.
func unknownInputs() []input {
	var all []input
	for _, line := range []string{
		"", " PING", "\tPING", "X", "HELLO", "GET / HTTP/1.1", "PUBX foo 1", "SUBS foo 1", "PUT foo 1", "PUB", "SUB", "UNSUB",
		"UNSUBX 1", "UNSBU 1", "PIN G", "PO NG", "CONECT {}", "+KO", "+O K", "-ER 'x'", "INF {}",
		"MSG foo 1 2", "RS+ foo", "RS- foo", "LS+ foo", "LS- foo", "A+ foo", "A- foo", "RMSG $G foo 2", "LMSG foo 2",
		"\x00", "\xff\xfe", "\x16\x03\x01\x02\x00\x01", "PUB\x00foo 1", "P\xc3\x9cB foo 1", "{}",
	} {
		all = append(all, input{fmt.Sprintf("unknown %q", line), line + "\r\n", unknownOperation})
	}
	return append(all,
		input{"empty line with bare LF", "\n", unknownOperation},
		input{"payload longer than its size", "PUB foo 2\r\nabc\r\n", unknownOperation},
		input{"payload ended by bare LF", "PUB foo 2\r\nab\n\r\n", unknownOperation},
		input{"payload ended by bare CR", "PUB foo 2\r\nab\rX", unknownOperation},
		input{"payload shorter than its size", "PUB foo 9\r\nab\r\nPING\r\n", unknownOperation},
		input{"payload of a header message too long", "HPUB foo 12 13\r\nNATS/1.0\r\n\r\nabc\r\n", unknownOperation},
	)
}

// argumentInputs have the name of an operation and wrong arguments.
func argumentInputs() []input {
	var all []input
	for _, line := range []string{
		"PUB \t", "PUB foo", "PUB foo bar", "PUB foo bar baz 2",
		"PUB foo -1", "PUB foo +1", "PUB foo 1.0", "PUB foo 0x1", "PUB foo 1e3",
		"PUB foo two", "PUB foo 2\x00", "PUB foo 2147483648", "PUB foo 4294967296", "PUB foo 9223372036854775808",
		"PUB foo 18446744073709551617", "PUB foo 99999999999999999999999999999",
		"HPUB foo", "HPUB foo 12", "HPUB foo bar 12", "HPUB foo a b c 12 12",
		"HPUB foo 13 12", "HPUB foo -1 12", "HPUB foo 12 -1", "HPUB foo x 12", "HPUB foo 12 x",
		"HPUB foo 12 2147483648", "HPUB foo 2147483648 2147483649",
		"SUB \t", "SUB foo", "SUB foo q 1 2", "SUB a b c d e",
		"UNSUB \t", "UNSUB 1 2 3",
		"CONNECT", "CONNECT nonsense", "CONNECT {", `CONNECT {"verbose":"yes"}`,
		`CONNECT {"verbose":true} trailing`, `CONNECT {"user":1}`, "CONNECT \x00\x01\x02", "CONNECTION {}",
		"INFO nonsense", "INFO {", "-ERR 'something'",
	} {
		all = append(all, input{fmt.Sprintf("arguments %q", line), line + "\r\n", silently})
	}
	return all
}

// limitInputs are too long or too large.
func limitInputs() []input {
	const line, payload = 4096, 1 << 20
	long := strings.Repeat("x", line-1) // with " 1" or " 12": two or three over the limit less one
	return []input{
		{"payload one too large", fmt.Sprintf("PUB foo %d\r\n", payload+1), payloadTooLarge},
		{"payload of almost a gigabyte", "PUB foo 999999999\r\n", payloadTooLarge},
		{"payload too large with leading zeros", "PUB foo 001048577\r\n", payloadTooLarge},
		{"payload too large with header", fmt.Sprintf("HPUB foo 12 %d\r\n", payload+1), payloadTooLarge},
		{"payload of two gigabytes", "PUB foo 2000000000\r\n", silently},
		{"long SUB", "SUB " + long + " 1\r\n", lineTooLong},
		{"long PUB", "PUB " + long + " 1\r\nx\r\n", lineTooLong},
		{"long HPUB", "HPUB " + long + " 0 1\r\nx\r\n", lineTooLong},
		{"long UNSUB", "UNSUB " + long + " 1\r\n", lineTooLong},
		{"long CONNECT", `CONNECT {"name":"` + long + "\"}\r\n", lineTooLong},
		{"long line without end", "PUB " + long + long, lineTooLong},
		{"long blanks", "SUB foo" + strings.Repeat(" ", line) + "1\r\n", lineTooLong},
	}
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	pulse := harness.StartPulse(t, s)
	inputs := append(append(unknownInputs(), argumentInputs()...), limitInputs()...)
	t.Run("inputs", func(t *testing.T) {
		for _, in := range inputs {
			t.Run(in.name, func(t *testing.T) {
				t.Parallel()
				c := harness.Connect(t, s)
				c.Hello(`{"verbose":false,"pedantic":false,"headers":true}`)
				c.SendRaw(in.bytes)
				c.ExpectRaw(in.answer)
				c.ExpectClosed()
			})
		}
	})
	pulse.Check()
}

// What stood before the bad input in the same write is done and answered, also towards others; what follows it is not.
func TestBadInputAfterGoodInput(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	listener := harness.Greet(t, s)
	listener.Send("SUB good 1", "SUB late 2")
	listener.Sync()
	for name, in := range map[string]input{
		"unknown operation": {bytes: "NONSENSE\r\n", answer: unknownOperation},
		"bad arguments":     {bytes: "PUB foo bar baz 2\r\n", answer: silently},
		"payload too large": {bytes: "PUB foo 99999999\r\n", answer: payloadTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			c := harness.Greet(t, s)
			c.SendRaw("SUB own 1\r\nPUB own 2\r\nhi\r\nPUB good 2\r\nhi\r\nPING\r\n" + in.bytes + "PUB late 2\r\nno\r\nPING\r\n")
			c.ExpectRaw("MSG own 1 2\r\nhi\r\nPONG\r\n" + in.answer)
			c.ExpectClosed()
			listener.Expect("MSG good 1 2", "hi")
			listener.Sync()
		})
	}
}

// HPUB is for those who asked for headers, HMSG for nobody: one server in use swallows it.
func TestHeadersNotAskedFor(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	c := harness.Greet(t, s)
	c.SendRaw("HPUB foo 12 12\r\nNATS/1.0\r\n\r\n\r\n")
	c.ExpectClosed()
}

func TestMessageWithHeadersFromClient(t *testing.T) {
	harness.OwnServer(t)
	t.Parallel()
	c := harness.Greet(t, harness.Start(t))
	c.Send("HMSG foo 1 12 12")
	c.ExpectRaw(unknownOperation)
	c.ExpectClosed()
}

// The text behind PING, PONG and +OK counts as a control line too.
func TestLongTextBehindPing(t *testing.T) {
	harness.OwnServer(t)
	t.Parallel()
	s := harness.Start(t)
	for _, op := range []string{"PING", "PONG", "+OK"} {
		c := harness.Greet(t, s)
		c.SendRaw(op + " " + strings.Repeat("x", 5000))
		c.ExpectRaw(lineTooLong)
		c.ExpectClosed()
	}
}

// The reason outlives the input that follows it: the server reads on for a while instead of answering with a reset.
func TestReasonOutlivesUnreadInput(t *testing.T) {
	harness.OwnServer(t)
	t.Parallel()
	c := harness.Greet(t, harness.Start(t))
	c.SendRaw("PUB foo 2000000\r\n" + strings.Repeat("x", 512<<10))
	c.ExpectRaw(payloadTooLarge)
	if _, err := c.Reader.ReadByte(); err == nil || err.Error() != "EOF" {
		t.Fatalf("expected the orderly end of the connection, got %v", err)
	}
}
