package test

// Goal: what many clients want is shared out: connections of an address and of a
// user, clients that have not logged in, messages and bytes in a second. Method:
// raw connections past each limit beside an honest pulse.

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

const tooMany = "-ERR 'maximum connections exceeded'"

func TestConnectionsPerAddress(t *testing.T) {
	t.Parallel()
	s := configured(t, `{"max_connections_per_ip": 2}`)
	first := harness.Greet(t, s)
	harness.Greet(t, s)
	third := harness.Connect(t, s)
	third.Expect(tooMany)
	third.ExpectClosed()
	s.WaitLog(regexp.MustCompile(`Connection refused.*max_connections_per_ip`))
	first.Close()
	harness.Eventually(t, harness.Patience, "a closed connection makes room", func() bool {
		p, err := harness.Dial(s.Addr())
		if err != nil {
			return false
		}
		defer p.Close()
		return p.Hello(harness.Plain) == nil
	})
}

const limitedUsers = `{"max_connections_per_user": 1, "no_auth_user": "guest", "authorization": {"users": [
	{"user": "alice", "password": "a"}, {"user": "guest", "password": "g"},
	{"user": "team", "password": "t", "max_connections": 3}]}}`

func TestConnectionsPerUser(t *testing.T) {
	t.Parallel()
	s := configured(t, limitedUsers)
	login := func(user, pass string) *harness.Conn {
		c := harness.Connect(t, s)
		c.Send(fmt.Sprintf(`CONNECT {"verbose":false,"user":%q,"pass":%q}`, user, pass), "PING")
		return c
	}
	alice := login("alice", "a")
	alice.Expect("PONG")
	for range 3 {
		login("team", "t").Expect("PONG")
	}
	guest := harness.Connect(t, s)
	guest.Send("PING")
	guest.Expect("PONG")
	for name, c := range map[string]*harness.Conn{
		"a second alice": login("alice", "a"), "a fourth member": login("team", "t"), "a second guest": login("", ""),
	} {
		line, err := c.ReadLine()
		if must(t, err); line != tooMany {
			t.Errorf("%s: got %q", name, line)
		}
		c.ExpectClosed()
	}
	wrong := login("alice", "b")
	wrong.Expect("-ERR 'Authorization Violation'") // and nothing of her connections
	// A second login changes what the connection counts as.
	alice.Send(`CONNECT {"verbose":false,"user":"alice","pass":"a"}`, "PING")
	alice.Expect("PONG")
	alice.Close()
	harness.Eventually(t, harness.Patience, "a closed connection makes room", func() bool {
		nc, err := nats.Connect(s.URL(), nats.UserInfo("alice", "a"))
		if err == nil {
			nc.Close()
		}
		return err == nil
	})
}

// Clients that do not log in, or say nothing where they need not, take places of
// a number of their own, and those of others stay free once they have come in.
func TestUnauthenticatedConnections(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"with a login":    `{"max_unauthenticated_connections": 3, "authorization": {"timeout": 30, "token": "t"}}`,
		"without a login": `{"max_unauthenticated_connections": 3}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := configured(t, text)
			enter := func() *harness.Conn {
				c := harness.Connect(t, s)
				c.Hello(`{"verbose":false,"auth_token":"t"}`)
				return c
			}
			for range 5 {
				enter()
			}
			silent := []*harness.Conn{harness.Connect(t, s), harness.Connect(t, s), harness.Connect(t, s)}
			over := harness.Connect(t, s)
			over.Expect(tooMany)
			over.ExpectClosed()
			silent[0].Hello(`{"verbose":false,"auth_token":"t"}`)
			silent[1].Close()
			harness.Eventually(t, harness.Patience, "there is room again", func() bool {
				p, err := harness.Dial(s.Addr())
				if err != nil {
					return false
				}
				defer p.Close()
				return p.Hello(`{"verbose":false,"auth_token":"t"}`) == nil
			})
		})
	}
}

// Who says nothing at all is cut off where nobody asks for credentials too; one
// word is enough to stay.
func TestSilenceTimeout(t *testing.T) {
	t.Parallel()
	s := configured(t, `{"silence_timeout": "3s"}`)
	word, silent := harness.Connect(t, s), harness.Connect(t, s)
	word.Send("PING")
	word.Expect("PONG")
	half := harness.Connect(t, s)
	half.SendRaw("CONN") // is no word
	for _, c := range []*harness.Conn{silent, half} {
		c.Expect("-ERR 'Authentication Timeout'")
		c.ExpectClosed()
	}
	word.Send("PING")
	word.Expect("PONG")
}

// A publisher that is too fast is read more slowly, all its connections together,
// and loses nothing; others are as fast as ever.
func TestPublishRatePauses(t *testing.T) {
	t.Parallel()
	const perSecond, extra = 200, 100
	s := configured(t, fmt.Sprintf(`{"authorization": {"users": [{"user": "free", "password": "f"},
		{"user": "slow", "password": "s", "publish_rate": {"messages": %d}}]}}`, perSecond))
	free := dial(t, s, nats.UserInfo("free", "f"))
	sub := subscribe(t, free, "slow")
	one, two := dial(t, s, nats.UserInfo("slow", "s")), dial(t, s, nats.UserInfo("slow", "s"))
	begun := time.Now()
	for range (perSecond + extra) / 2 {
		must(t, one.Publish("slow", nil))
		must(t, two.Publish("slow", nil))
	}
	for range perSecond + extra {
		next(t, sub)
	}
	if took, least := time.Since(begun), time.Second*(extra-2)/perSecond; took < least {
		t.Errorf("%d messages take %v, want %v at least", perSecond+extra, took, least)
	}
	must(t, one.Flush())
	other := subscribe(t, free, "fast")
	for range 10 * perSecond {
		must(t, free.Publish("fast", nil))
	}
	for range 10 * perSecond {
		next(t, other)
	}
}

// A held publisher keeps nobody from closing it or from stopping the server, and
// is not taken for dead.
func TestPublishRateLetsGo(t *testing.T) {
	t.Parallel()
	s := configured(t, `{"ping_interval": "100ms", "ping_max": 1, "publish_rate": {"bytes": 1000}}`)
	c, listener := harness.Greet(t, s), dial(t, s)
	sub := subscribe(t, listener, "held")
	body := strings.Repeat("x", 1000)
	c.SendRaw(strings.Repeat("PUB held 1000\r\n"+body+"\r\n", 3))
	for range 3 {
		next(t, sub)
	}
	c.Sync() // it has been waited for longer than it may be silent
	c.SendRaw(strings.Repeat("PUB held 1000\r\n"+body+"\r\n", 200))
	next(t, sub)
	s.Stop()
}

// A held publisher that has hung up does not keep its place for as long as what it
// has sent would take.
func TestHeldPublisherHangsUp(t *testing.T) {
	t.Parallel()
	s := configured(t, `{"ping_interval": "100ms", "max_connections_per_ip": 1, "publish_rate": {"messages": 1}}`)
	c := harness.Greet(t, s)
	c.SendRaw(strings.Repeat("PUB held 0\r\n\r\n", 1000)) // a quarter of an hour
	c.Close()
	harness.Eventually(t, harness.Patience, "its place is free", func() bool {
		p, err := harness.Dial(s.Addr())
		if err != nil {
			return false
		}
		defer p.Close()
		return p.Hello(harness.Plain) == nil
	})
}

func TestPublishRateRefuses(t *testing.T) {
	t.Parallel()
	s := configured(t, `{"publish_rate": {"messages": 5, "action": "error"}}`)
	sub := subscribe(t, dial(t, s), "refused")
	c := harness.Greet(t, s)
	c.SendRaw(strings.Repeat("PUB refused 0\r\n\r\n", 1000) + "PING\r\n")
	refused := 0
	for {
		line, err := c.ReadLine()
		must(t, err)
		if line == "PONG" {
			break
		}
		if line != `-ERR 'Permissions Violation for Publish to "refused"'` {
			t.Fatalf("got %q", line)
		}
		refused++
	}
	for range 1000 - refused {
		next(t, sub)
	}
	if refused < 900 {
		t.Errorf("%d of 1000 messages refused", refused)
	}
	s.WaitLog(regexp.MustCompile(`Publish Violation.*publish_rate`))
}
