package test

// Goal: each kind of login and each shape of permissions, as users of the Go
// client see them. Method: a server with a JSON configuration.

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"

	"gnatsd/test/harness"
)

// configured starts a server with a configuration in JSON.
func configured(t testing.TB, text string, args ...string) *harness.Server {
	t.Helper()
	path := filepath.Join(t.TempDir(), "server.json")
	must(t, os.WriteFile(path, []byte(text), 0o600))
	return harness.Start(t, append([]string{"-c", path}, args...)...)
}

// refused checks that a login fails with the client's own error for it.
func refused(t testing.TB, s *harness.Server, opts ...nats.Option) {
	t.Helper()
	nc, err := nats.Connect(s.URL(), opts...)
	if err == nil {
		nc.Close()
		t.Fatal("the server let somebody in")
	}
	if !errors.Is(err, nats.ErrAuthorization) {
		t.Fatalf("error %v, want %v", err, nats.ErrAuthorization)
	}
}

func TestLoginSingleUser(t *testing.T) {
	t.Parallel()
	s := harness.Start(t, "--user", "derek", "--pass", "foo")
	dial(t, s, nats.UserInfo("derek", "foo"))
	refused(t, s, nats.UserInfo("derek", "bar"))
	refused(t, s, nats.Token("foo"))
	refused(t, s)
	s.WaitLog(regexp.MustCompile(`authentication error - User "derek"`))
	if strings.Contains(s.Log(), "bar") {
		t.Error("the log shows a password")
	}
}

func TestLoginToken(t *testing.T) {
	t.Parallel()
	s := harness.Start(t, "--auth", "t0k3n")
	dial(t, s, nats.Token("t0k3n"))
	refused(t, s, nats.Token("token"))
	refused(t, s, nats.UserInfo("t0k3n", "t0k3n"))
}

func TestLoginNKey(t *testing.T) {
	t.Parallel()
	alice, err := nkeys.CreateUser()
	must(t, err)
	mallory, err := nkeys.CreateUser()
	must(t, err)
	public, err := alice.PublicKey()
	must(t, err)
	s := configured(t, `{"authorization": {"users": [{"nkey": "`+public+`"}]}}`)
	dial(t, s, nats.Nkey(public, alice.Sign))
	refused(t, s, nats.Nkey(public, mallory.Sign))
	refused(t, s)
}

func TestLoginGuest(t *testing.T) {
	t.Parallel()
	s := configured(t, `{"no_auth_user": "guest", "authorization": {"users": [
		{"user": "guest", "password": "x", "permissions": {"publish": "open.>"}},
		{"user": "root", "password": "y"}]}}`)
	violations := make(chan error, 1)
	guest := dial(t, s, nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { violations <- err }))
	must(t, guest.Publish("closed", nil))
	if err := receive(t, "a violation", violations); !errors.Is(err, nats.ErrPermissionViolation) {
		t.Errorf("error %v", err)
	}
	must(t, dial(t, s, nats.UserInfo("root", "y")).Publish("closed", nil))
	refused(t, s, nats.UserInfo("root", "z"))
	refused(t, s, nats.UserInfo("guest", ""))
}

const permissionsJSON = `{"authorization": {
	"default_permissions": {"publish": "SANDBOX.*", "subscribe": ["PUBLIC.>", "_INBOX.>"]},
	"users": [
		{"user": "root", "password": "x", "permissions": {"publish": ">", "subscribe": ">"}},
		{"user": "plain", "password": "x"},
		{"user": "lists", "password": "x", "permissions": {
			"publish": {"allow": ["p.>"], "deny": "p.secret"}, "subscribe": {"allow": ["s.>", "q workers"],
				"deny": "s.secret.*"}}},
		{"user": "service", "password": "x", "permissions": {"subscribe": "svc", "allow_responses": {"max": 2}}}]}}`

// violated connects as a user whose violations come through the channel.
func violated(t *testing.T, s *harness.Server, user string) (*nats.Conn, <-chan error) {
	t.Helper()
	ch := make(chan error, 16)
	handler := func(_ *nats.Conn, _ *nats.Subscription, err error) { ch <- err }
	return dial(t, s, nats.UserInfo(user, "x"), nats.ErrorHandler(handler)), ch
}

func TestPermissionShapes(t *testing.T) {
	t.Parallel()
	s := configured(t, permissionsJSON)
	for _, c := range []struct {
		user, pub, sub, queue string
		allowed               bool
	}{
		{user: "root", pub: "anything", allowed: true},
		{user: "root", sub: ">", allowed: true},
		{user: "plain", pub: "SANDBOX.a", allowed: true},
		{user: "plain", pub: "SANDBOX.a.b"},
		{user: "plain", sub: "PUBLIC.*", allowed: true},
		{user: "plain", sub: "other"},
		{user: "plain", sub: ">"},
		{user: "lists", pub: "p.open", allowed: true},
		{user: "lists", pub: "p.secret"},
		{user: "lists", pub: "q"},
		{user: "lists", sub: "s.>", allowed: true},
		{user: "lists", sub: "s.secret.a"},
		{user: "lists", sub: "s.secret.*"},
		{user: "lists", sub: "q"},
		{user: "lists", sub: "q", queue: "workers", allowed: true},
		{user: "lists", sub: "q", queue: "others"},
		{user: "service", pub: "anything"},
	} {
		t.Run(c.user+" "+c.pub+c.sub+" "+c.queue, func(t *testing.T) {
			t.Parallel()
			nc, violations := violated(t, s, c.user)
			want := ""
			switch {
			case c.pub != "":
				must(t, nc.Publish(c.pub, nil))
				want = `Permissions Violation for Publish to "` + c.pub + `"`
			case c.queue != "":
				_, err := nc.QueueSubscribeSync(c.sub, c.queue)
				must(t, err)
				want = `Permissions Violation for Subscription to "` + c.sub + `" using queue "` + c.queue + `"`
			default:
				_, err := nc.SubscribeSync(c.sub)
				must(t, err)
				want = `Permissions Violation for Subscription to "` + c.sub + `"`
			}
			must(t, nc.Flush())
			if c.allowed {
				if err := nc.LastError(); err != nil { // it would have come before the PONG that Flush waits for
					t.Errorf("refused: %v", err)
				}
				return
			}
			if err := receive(t, "the violation", violations); !strings.Contains(strings.ToLower(err.Error()),
				strings.ToLower(want)) {
				t.Errorf("error %v, want %s", err, want)
			}
		})
	}
}

// What is denied inside of an allowed subscription is not delivered, to no kind of subscriber.
func TestDenyAtDelivery(t *testing.T) {
	t.Parallel()
	s := configured(t, permissionsJSON)
	nc := dial(t, s, nats.UserInfo("lists", "x"))
	root := dial(t, s, nats.UserInfo("root", "x"))
	wide := subscribe(t, nc, "s.>")
	narrow := subscribe(t, nc, "s.*.a")
	group, err := nc.QueueSubscribeSync("s.>", "g")
	must(t, err)
	must(t, nc.Flush())
	other, err := root.QueueSubscribeSync("s.>", "g")
	must(t, err)
	must(t, root.Flush())
	for range 20 {
		must(t, root.Publish("s.secret.a", nil))
	}
	must(t, root.Flush())
	for range 20 {
		next(t, other)
	}
	nothing(t, nc, wide)
	nothing(t, nc, narrow)
	nothing(t, nc, group)
	must(t, root.Publish("s.open.a", nil))
	must(t, root.Flush())
	next(t, wide)
	next(t, narrow)
}

func TestResponses(t *testing.T) {
	t.Parallel()
	s := configured(t, permissionsJSON)
	service, violations := violated(t, s, "service")
	root := dial(t, s, nats.UserInfo("root", "x"))
	requests := subscribe(t, service, "svc")
	answers := subscribe(t, root, "answers")
	for round := range 3 { // the same subjects again and again
		must(t, root.PublishRequest("svc", "answers", nil))
		m := next(t, requests)
		for range 3 {
			must(t, m.Respond(nil))
		}
		next(t, answers)
		next(t, answers)
		if err := receive(t, "the third answer's violation", violations); !errors.Is(err,
			nats.ErrPermissionViolation) {
			t.Errorf("round %d: error %v", round, err)
		}
		nothing(t, root, answers)
	}
	// Requests in one packet: the later is a request of its own.
	must(t, root.PublishRequest("svc", "answers", []byte("a")))
	must(t, root.PublishRequest("svc", "answers", []byte("b")))
	for range 2 {
		must(t, next(t, requests).Respond(nil))
		next(t, answers)
	}
}

func TestLoginTimeout(t *testing.T) {
	t.Parallel()
	s := configured(t, `{"authorization": {"token": "abc", "timeout": 0.2}}`)
	c := harness.Connect(t, s)
	begin := time.Now()
	c.SendRaw("CONN") // dripping does not help
	c.Expect("-ERR 'Authentication Timeout'")
	c.ExpectClosed()
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestOpenConfigurationsDoNotStart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ config, want string }{
		"empty list of users":  {`{"authorization": {"users": []}}`, "users list is empty"},
		"no password":          {`{"authorization": {"users": [{"user": "u"}]}}`, `user "u" needs a password`},
		"single, no password":  {`{"authorization": {"user": "u"}}`, "needs a password"},
		"empty token":          {`{"authorization": {"token": ""}}`, "is empty"},
		"password and no user": {`{"authorization": {"password": "p"}}`, "needs a user"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "server.json")
			must(t, os.WriteFile(path, []byte(c.config), 0o600))
			r := harness.Run(t, "-a", "127.0.0.1", "-p", "-1", "-c", path)
			if r.Code != 1 || !strings.Contains(r.Stderr, c.want) {
				t.Errorf("status %d, output %q, want %q", r.Code, r.Stderr, c.want)
			}
		})
	}
}
