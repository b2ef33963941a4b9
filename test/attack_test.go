package test

// Goal: nobody gets further than its credentials and permissions, by whatever
// trick. Method: raw connections that say what no client library would; what
// counts is what is delivered, not what is answered.

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

const attacked = `{"authorization": {"timeout": 5, "users": [
	{"user": "root", "password": "r00t", "permissions": {"publish": ">", "subscribe": ">"}},
	{"user": "low", "password": "x", "permissions": {
		"publish": {"allow": ["low.>", "*.open"], "deny": "low.secret.*"},
		"subscribe": {"allow": ["low.*", "deep.>", "q workers"], "deny": ["low.secret", "deep.*.secret"]}}},
	{"user": "answers", "password": "x", "permissions": {"subscribe": ["svc"], "allow_responses": true}}]}}`

const low = `{"verbose":false,"pedantic":false,"headers":true,"user":"low","pass":"x"}`

// Before and instead of a login nothing is served, and the answer never tells why.
func TestAttackLogin(t *testing.T) {
	t.Parallel()
	s := configured(t, attacked)
	deep := strings.Repeat("[", 100) + strings.Repeat("]", 100)
	const violation = "-ERR 'Authorization Violation'\r\n"
	for name, c := range map[string]struct{ sent, answer string }{
		"PING":                  {"PING\r\n", violation},
		"an empty line":         {"\r\n", violation},
		"HTTP":                  {"GET / HTTP/1.1\r\n\r\n", violation},
		"SUB":                   {"SUB > 1\r\n", violation},
		"operations of a route": {"RS+ $G >\r\nRMSG $G a 0\r\n\r\n", violation},
		"operations behind a failure": {
			"CONNECT {\"user\":\"low\",\"pass\":\"y\"}\r\nPUB low.a 0\r\n\r\nPING\r\n", violation,
		},
		"no credentials": {"CONNECT {}\r\n", violation},
		"null":           {"CONNECT null\r\n", violation},
		"user only":      {"CONNECT {\"user\":\"low\"}\r\n", violation},
		"empty names":    {"CONNECT {\"user\":\"\",\"pass\":\"\"}\r\n", violation},
		"another account": {
			"CONNECT {\"user\":\"low\",\"pass\":\"x\",\"account\":\"$SYS\"}\r\n",
			violation,
		},
		"a new account": {
			"CONNECT {\"user\":\"low\",\"pass\":\"x\",\"new_account\":true}\r\n",
			violation,
		},
		"NUL in the password":         {"CONNECT {\"user\":\"low\",\"pass\":\"x\\u0000\"}\r\n", violation},
		"NUL in the name":             {"CONNECT {\"user\":\"low\\u0000\",\"pass\":\"x\"}\r\n", violation},
		"two passwords":               {"CONNECT {\"user\":\"low\",\"pass\":\"y\",\"pass\":\"x\"}\r\n", ""},
		"two users of different case": {"CONNECT {\"user\":\"root\",\"USER\":\"low\",\"pass\":\"x\"}\r\n", ""},
		"a list":                      {"CONNECT []\r\n", ""},
		"a wrong type":                {"CONNECT {\"user\":1}\r\n", ""},
		"half an object":              {"CONNECT {\"user\":\"low\"\r\n", ""},
		"something behind the object": {"CONNECT {\"user\":\"low\",\"pass\":\"x\"}{}\r\n", ""},
		"nested deeply":               {"CONNECT {\"user\":\"low\",\"pass\":\"x\",\"z\":" + deep + "}\r\n", ""},
		"a bomb":                      {"CONNECT " + strings.Repeat("[", 4000) + "\r\n", ""},
		"longer than a line may be": {
			"CONNECT {\"user\":\"" + strings.Repeat("a", 5000) + "\"}\r\n",
			"-ERR 'maximum control line exceeded'\r\n",
		},
		"a key where there are none": {"CONNECT {\"nkey\":\"UABC\",\"sig\":\"AAAA\"}\r\n", violation},
		"a signature of wrong length": {"CONNECT {\"nkey\":\"\",\"sig\":\"" + strings.Repeat("A", 2000) +
			"\"}\r\n", violation},
		"somebody else's second login": {
			"CONNECT {\"user\":\"low\",\"pass\":\"x\",\"verbose\":false}\r\n" +
				"CONNECT {\"user\":\"root\",\"pass\":\"x\"}\r\n", violation,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := harness.Connect(t, s)
			conn.SendRaw(c.sent)
			got, err := conn.ReadAll()
			must(t, err)
			if got != c.answer {
				t.Errorf("got %q, want %q", got, c.answer)
			}
		})
	}
}

// Nothing that somebody sends before or as its name makes a line of the log.
func TestAttackLogForging(t *testing.T) {
	t.Parallel()
	s := configured(t, attacked, "-DV")
	forged := "x\\n[1] 2030/01/01 00:00:00.000000 [ERR] forged %s%n\\u001b[31m\\u0000"
	c := harness.Connect(t, s)
	c.Send(fmt.Sprintf(`CONNECT {"user":"%s","pass":"hunter2"}`, forged))
	c.Expect("-ERR 'Authorization Violation'")
	d := harness.Connect(t, s)
	d.Send("CONNECT "+strings.Replace(low, "{", fmt.Sprintf(`{"name":"%s","lang":"%s",`, forged, forged), 1), "PING")
	d.Expect("PONG")
	d.SendRaw("SUB forged\x1b[31m\x00 1\r\n")
	s.WaitLog(regexp.MustCompile(`Subscription Violation`))
	for line := range strings.SplitSeq(s.Log(), "\n") {
		if strings.HasPrefix(line, "[1] 2030") || strings.ContainsAny(line,
			"\x1b\x00") || strings.Contains(line, "%!") {
			t.Errorf("forged line %q", line)
		}
		if strings.Contains(line, "hunter2") || strings.Contains(line, `"pass":"x"`) {
			t.Errorf("the log shows a password: %s", line)
		}
	}
}

// subscribeTo is a subscription and what may arrive through it.
type subscribeTo struct {
	args    string
	allowed bool
	brings  []string
}

// What is delivered is what is allowed, by whatever pattern or queue it was asked for.
func TestAttackSubscribe(t *testing.T) {
	t.Parallel()
	s := configured(t, attacked)
	for _, c := range []subscribeTo{
		{"low.*", true, []string{"low.a", "low.b"}},
		{"low.a", true, []string{"low.a"}},
		{"low.* g", true, []string{"low.a", "low.b"}},
		{"low.>", false, nil},
		{"low.> g", false, nil},
		{">", false, nil},
		{"*.*", false, nil},
		{"*.a", false, nil},
		{"low", false, nil},
		{"*", false, nil},
		{"low.secret", false, nil},
		{"low.secret g", false, nil},
		{"low..a", false, nil},
		{"low.", false, nil},
		{".low.a", false, nil},
		{"LOW.a", false, nil},
		{"deep.>", true, []string{"deep.a.b"}},
		{"deep.*.*", true, []string{"deep.a.b"}},
		{"deep.a.*", true, []string{"deep.a.b"}},
		{"deep.a.* workers", true, []string{"deep.a.b"}},
		{"deep.a.secret", false, nil},
		{"deep.*.secret", false, nil},
		{"deep.*.secret workers", false, nil},
		{"q", false, nil},
		{"q workers", true, []string{"q"}},
		{"q others", false, nil},
		{"q *", false, nil},
		{"q >", false, nil},
		{"low.a _sys_", false, nil},
		{"_GR_.>", false, nil},
		{"$SYS.>", false, nil},
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Parallel()
			c.attack(t, s)
		})
	}
}

// attack subscribes and looks at what is delivered.
func (c subscribeTo) attack(t *testing.T, s *harness.Server) {
	t.Helper()
	conn, root := harness.Connect(t, s), harness.Connect(t, s)
	root.Hello(`{"verbose":false,"pedantic":false,"user":"root","pass":"r00t"}`)
	conn.Hello(low)
	conn.Send("SUB "+c.args+" 1", "PING")
	if !c.allowed {
		conn.ExpectRegexp(regexp.MustCompile(`-ERR '(Permissions Violation for Subscription to|Invalid Subject).*`))
	}
	conn.Expect("PONG")
	for _, to := range []string{
		"low.a", "low.b", "low.secret", "low.a.b", "low", "deep.a.b",
		"deep.a.secret", "q", "other",
	} {
		root.Send("PUB "+to+" "+"0", "")
	}
	root.Sync()
	want := ""
	for _, to := range c.brings {
		want += "MSG " + to + " 1 0\r\n\r\n"
	}
	// The others of this test publish too; only what may arrive is looked at.
	conn.Send("PUB low.end 0", "", "PING")
	got := ""
	for line := ""; line != "PONG"; got += line + "\r\n" {
		var err error
		line, err = conn.ReadLine()
		must(t, err)
	}
	for line := range strings.SplitSeq(got, "\r\n") {
		if strings.HasPrefix(line, "MSG ") && !strings.Contains(want, line) && !strings.Contains(line,
			"low.end") {
			t.Errorf("delivered %q", line)
		}
	}
	for line := range strings.SplitSeq(want, "\r\n") {
		if !strings.Contains(got, line) {
			t.Errorf("not delivered %q", line)
		}
	}
}

// What is refused to be published reaches nobody, whatever it is dressed up as.
func TestAttackPublish(t *testing.T) {
	t.Parallel()
	s := configured(t, attacked)
	root := dial(t, s, nats.UserInfo("root", "r00t"))
	everything := subscribe(t, root, ">")
	c := harness.Connect(t, s)
	c.Hello(low)
	for _, op := range []string{
		"PUB other 0\r\n\r\n", "PUB low 0\r\n\r\n", "PUB low.secret.a 0\r\n\r\n", "PUB > 0\r\n\r\n",
		"PUB * 0\r\n\r\n",
		"PUB low.secret.* 0\r\n\r\n", "PUB _GR_.a 0\r\n\r\n", "PUB $NRG.a 0\r\n\r\n", "PUB LOW.a 0\r\n\r\n",
		"PUB low.a _R_.x 0\r\n\r\n", "PUB low.a _GR_.x 0\r\n\r\n",
		"HPUB other 12 12\r\nNATS/1.0\r\n\r\n\r\n", "PUB other low.a 0\r\n\r\n",
		"HPUB other 28 28\r\nNATS/1.0\r\nNats-To: low.a\r\n\r\n\r\n",
	} {
		c.SendRaw(op)
		c.ExpectRegexp(regexp.MustCompile(`-ERR 'Permissions Violation for Publish .*`))
	}
	c.Send("PUB low.fine 0", "")
	c.Sync()
	if m := next(t, everything); m.Subject != "low.fine" {
		t.Errorf("delivered %q", m.Subject)
	}
}

// A new login begins with nothing of the old one.
func TestAttackSecondLogin(t *testing.T) {
	t.Parallel()
	s := configured(t, attacked)
	c, root := harness.Connect(t, s), harness.Connect(t, s)
	root.Hello(`{"verbose":false,"pedantic":false,"user":"root","pass":"r00t"}`)
	c.Hello(`{"verbose":false,"pedantic":false,"user":"root","pass":"r00t"}`)
	c.Send("SUB > 1", "PUB remembered 0", "")
	c.Expect("MSG remembered 1 0", "")
	c.Hello(low)
	root.Send("PUB other 0", "")
	root.Sync()
	c.Send("PUB remembered 0", "")
	c.Expect(`-ERR 'Permissions Violation for Publish to "remembered"'`)
	c.Sync()
}

// Who was let in without a login keeps nothing of it either.
func TestAttackLoginOfAGuest(t *testing.T) {
	t.Parallel()
	s := configured(t, `{"no_auth_user": "guest", "authorization": {"users": [
		{"user": "guest", "password": "g"},
		{"user": "root", "password": "r00t"},
		{"user": "low", "password": "x", "permissions": {"subscribe": {"deny": "secret"}}}]}}`)
	c, root := harness.Connect(t, s), harness.Connect(t, s)
	root.Hello(`{"verbose":false,"pedantic":false,"user":"root","pass":"r00t"}`)
	c.Send("SUB secret 1")
	c.Expect("+OK")
	root.Send("PUB secret 0", "") // is remembered as one that reaches the guest
	root.Sync()
	c.Expect("MSG secret 1 0", "")
	c.Hello(`{"verbose":false,"pedantic":false,"user":"low","pass":"x"}`)
	root.Send("PUB secret 0", "")
	root.Sync()
	c.Sync() // and nothing before the PONG
	c.Send("SUB secret 1")
	c.Expect(`-ERR 'Permissions Violation for Subscription to "secret"'`)
}

// Names of queue groups that mean something between servers are nobody's.
func TestAttackReservedQueues(t *testing.T) {
	t.Parallel()
	s := harness.Start(t)
	c := harness.Greet(t, s)
	for _, name := range []string{"_sys_", "_handed_on_"} {
		c.Send("SUB foo " + name + " 1")
		c.Expect(`-ERR 'Permissions Violation for Subscription to "foo" using queue "` + name + `"'`)
	}
}

// Answers may be given once, to what was asked, and nowhere else.
func TestAttackResponses(t *testing.T) {
	t.Parallel()
	s := configured(t, attacked)
	c, root := harness.Connect(t, s), harness.Connect(t, s)
	root.Hello(`{"verbose":false,"pedantic":false,"user":"root","pass":"r00t"}`)
	c.Hello(`{"verbose":false,"pedantic":false,"user":"answers","pass":"x"}`)
	c.Send("SUB svc 1")
	c.Sync()
	root.Send("SUB inbox.> 1", "PUB svc inbox.1 0", "")
	root.Sync()
	c.Expect("MSG svc 1 inbox.1 0", "")
	const refusal = `-ERR 'Permissions Violation for Publish to "inbox.`
	// In one packet, as a row of equal operations: one of them counts.
	c.SendRaw("PUB inbox.2 0\r\n\r\n" + strings.Repeat("PUB inbox.1 0\r\n\r\n", 3) + "PUB inbox.* 0\r\n\r\n")
	c.Expect(refusal+`2"'`, refusal+`1"'`, refusal+`1"'`, refusal+`*"'`)
	c.Sync()
	root.Expect("MSG inbox.1 1 0", "")
	root.Sync()
	// Reserved subjects are no way out.
	root.Send("PUB svc inbox.3 0", "")
	c.Expect("MSG svc 1 inbox.3 0", "")
	c.Send("PUB _GR_.x 0", "")
	c.Expect(`-ERR 'Permissions Violation for Publish to "_GR_.x"'`)
}
