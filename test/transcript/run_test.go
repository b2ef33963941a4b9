package transcript

import (
	"bufio"
	"net"
	"strings"
	"testing"
)

// fake is a server that sends INFO, answers PING, and says what the table says to a line.
func fake(t *testing.T, says map[string]string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go talk(conn, says)
		}
	}()
	return l.Addr().String()
}

func talk(conn net.Conn, says map[string]string) {
	defer conn.Close()
	_, _ = conn.Write([]byte("INFO {\"port\":4222,\"name\":\"n\",\"urls\":[\"a\",\"b\"],\"headers\":true} \r\n"))
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		switch answer := says[lines.Text()]; {
		case lines.Text() == "PING":
			_, _ = conn.Write([]byte("PONG\r\n"))
		case answer == "close":
			return
		default:
			_, _ = conn.Write([]byte(answer))
		}
	}
}

var talkative = map[string]string{
	"ok":    "+OK\r\n",
	"two":   "MSG a 1 1\r\nx\r\nMSG a 2 1\r\nx\r\n",
	"other": "MSG a 2 1\r\nx\r\nMSG a 1 1\r\nx\r\n",
	"ping":  "PING\r\n",
	"quit":  "close",
	"info":  "INFO {\"port\":1}\r\n",
}

func TestRun(t *testing.T) {
	t.Parallel()
	addr := fake(t, talkative)
	for name, c := range map[string]struct{ steps, want string }{
		"answer":                {"A > ok\nA < +OK", ""},
		"wrong answer":          {"A > ok\nA < +NO", `line 4: A <: expected "+NO\r\n", got "+OK\r\n"`},
		"answer left over":      {"A > ok", "at the end, A: expected \"PONG"},
		"not closed":            {"A closed@20ms", "line 3: A closed"},
		"closed":                {"A > quit\nA closed", ""},
		"closed unexpectedly":   {"A > quit", "at the end, A"},
		"closed with something": {"A > ok\nA > quit\nA closed", "+OK"},
		"closed with anything":  {"A > ok\nA > quit\nA closed any", ""},
		"nothing":               {"A nothing 5ms", ""},
		"something":             {"A > ok\nA nothing 1s", "+OK"},
		"one order":             {"A > two\nA anyorder\n| MSG a 1 1\\r\\nx\\r\\n\n| MSG a 2 1\\r\\nx\\r\\n", ""},
		"another order":         {"A > other\nA anyorder\n| MSG a 1 1\\r\\nx\\r\\n\n| MSG a 2 1\\r\\nx\\r\\n", ""},
		"no such chunk":         {"A > ok\nA anyorder\n| MSG", "expected one of"},
		"named group":           {"A > ok\nA <~ \\+(?P<word>O.)\nset x {{word}}\nA > {{\"o\"*1}}k\nA < +{{x}}", ""},
		"no match":              {"A > ok\nA <~ O.", "expected O., got"},
		"info":                  {"A info port=4222 port>4000 name~^n$ urls=a,b headers=true !tls name", ""},
		"info differs":          {"A info port=4223", `port=4223 does not hold, it is "4222"`},
		"info absent":           {"A info tls", "tls does not hold"},
		"info present":          {"A info !name", "!name does not hold"},
		"another info":          {"A > info\nA <info port=1", ""},
		"count":                 {"A > two\ncount A total=2 groups=2 each=1..1", ""},
		"count of groups":       {"A > two\ncount A total=2 groups=1", "expected messages at 1 subscriptions"},
		"count each":            {"A > two\ncount A total=2 each=2..3", "expected 2 to 3 messages"},
		"too many":              {"A > two\ncount A total=1", "expected 1 messages, got 2"},
		"repeat":                {"repeat 3 i\nA > ok\nend\nrepeat {{i}}\nA < +OK\nend", ""},
		"error in repeat":       {"repeat 2\nA > ok\nA < no\nend", "line 5: A <"},
		"splits":                {"A splits \"ok\\r\\nPING\\r\\n\" \"+OK\\r\\nPONG\\r\\n\"", ""},
		"splits answer":         {"A splits \"ok\\r\\n\" \"+KO\\r\\n\"", "split at 1: expected"},
		"byte by byte":          {"A >1 ok\nA < +OK", ""},
		"hidden ping":           {"A > ping\nA > ok\nA < +OK", ""},
		"not open":              {"B > ok", "line 3: B >: a connection is opened once"},
		"opened twice":          {"A open", "a connection is opened once"},
		"reset":                 {"A reset", ""},
		"silent":                {"B open\nA close", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := Parse("# title: x\nA hello\n" + c.steps + "\n")
			if err != nil {
				t.Fatal(err)
			}
			err = s.Run(addr)
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Fatalf("expected an error with %q, got %v", c.want, err)
			}
		})
	}
}
