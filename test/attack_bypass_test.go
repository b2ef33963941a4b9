package test

// Goal: no spelling of a subject, reply, queue or header gets past permissions.
// Method: what is denied has a subscriber who must hear nothing, and what may not
// be subscribed to has a publisher who must not be heard.

import (
	"fmt"
	"strings"
	"testing"

	"gnatsd/test/harness"
)

// spellings of a subject that is denied, and of those around it.
var spellings = []string{
	"low.secret.a", "low.secret.*", "low.secret.>", "low.secret.", "low.secret..", "low.secret..a", ".low.secret.a",
	"low..secret.a", "low.secret.a.", "LOW.secret.a", "low.SECRET.a", "low.secret.A", "low.*.a", "*.secret.a", "*.*.*",
	">", "low.>", "low.secret.\xff", "low.secret.%61", "low.secret.\\x61", "low.secret.a\x00", "low.secret\x00.a",
	"low.secret.ａ", "low.secret.a,low.open", "low.open,low.secret.a", "low.secret.a|b", "$low.secret.a", "low/secret/a",
	"low.secret." + strings.Repeat("x", 1000), strings.Repeat("low.", 100) + "secret.a", "$SYS.low.secret.a",
	"_GR_.low.secret.a", "$GR.low.secret.a", "$NRG.low.secret.a",
}

func TestAttackBypassPublish(t *testing.T) {
	t.Parallel()
	s := configured(t, attacked)
	victim := harness.Connect(t, s)
	victim.Hello(`{"verbose":false,"pedantic":false,"headers":true,"user":"root","pass":"r00t"}`)
	victim.Send("SUB low.secret.* 1", "SUB low.secret.* q 2", "SUB other.> 3")
	victim.Sync()
	headers := []string{
		"", "Nats-To: low.secret.a", "Nats-Subject: low.secret.a", "Subject: low.secret.a", "Nats-Msg-Id: 1",
		"Nats-Trace-Dest: low.secret.a", "Nats-Request-Info: {\"user\":\"root\"}", "nats-request-info : root",
		"Nats-Trace-Only: true\r\nNats-Trace-Dest: low.secret.a", "Status: 503", "A: b\r\n folded: low.secret.a",
	}
	for _, options := range []string{low, strings.Replace(low, "{", `{"pedantic":true,"echo":false,`, 1)} {
		c := harness.Connect(t, s)
		c.Hello(options)
		var b strings.Builder
		for _, to := range spellings {
			fmt.Fprintf(&b, "PUB %s 0\r\n\r\nPUB %s low.a 0\r\n\r\n", to, to)
		}
		for _, h := range headers {
			block := "NATS/1.0\r\n" + h + "\r\n\r\n"
			for _, to := range []string{"low.secret.a", "other.a"} {
				fmt.Fprintf(&b, "HPUB %s %d %d\r\n%s\r\n", to, len(block), len(block), block)
			}
		}
		for op := range strings.SplitAfterSeq(b.String(), "\r\n\r\n") {
			if c.Write([]byte(op)) != nil {
				break
			}
		}
		c.SendRaw("PING\r\n")
		refused := 0
		for line := ""; line != "PONG"; {
			var err error
			line, err = c.ReadLine()
			must(t, err)
			if strings.HasPrefix(line, "-ERR 'Permissions Violation for Publish") {
				refused++
			}
		}
		if refused < len(spellings) {
			t.Errorf("%d publishes are refused, of %d spellings", refused, len(spellings))
		}
	}
	victim.Send("PUB low.secret.end 0", "")
	for _, sid := range []string{"1", "2"} {
		victim.Expect("MSG low.secret.end "+sid+" 0", "")
	}
}

func TestAttackBypassSubscribe(t *testing.T) {
	t.Parallel()
	s := configured(t, attacked)
	c, root := harness.Connect(t, s), harness.Connect(t, s)
	root.Hello(`{"verbose":false,"pedantic":false,"user":"root","pass":"r00t"}`)
	c.Hello(low)
	queues := []string{
		"", " workers", " *", " >", " workers.>", " _sys_", " WORKERS", " workers\x00", " " + strings.Repeat("q", 500),
	}
	sid := 0
	names := append([]string{"low.secret", "q", "deep.a.secret", "deep.*.secret", "other.>", "other"}, spellings...)
	for _, name := range names {
		for _, queue := range queues {
			sid++
			c.SendRaw(fmt.Sprintf("SUB %s%s %d\r\n", name, queue, sid))
		}
	}
	c.SendRaw("PING\r\n")
	for line := ""; line != "PONG"; {
		var err error
		line, err = c.ReadLine()
		must(t, err)
	}
	denied := []string{"low.secret", "low.secret.a", "deep.a.secret", "other", "other.a", "low.a.b"}
	for _, to := range denied {
		root.Send("PUB "+to+" 0", "")
	}
	root.Send("PUB q 0", "") // the one that its group may have
	root.Sync()
	c.Send("PUB low.end 0", "", "PING")
	for line := ""; line != "PONG"; {
		var err error
		line, err = c.ReadLine()
		must(t, err)
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "MSG" && fields[1] != "q" {
			t.Errorf("delivered %q", line)
		}
	}
}
