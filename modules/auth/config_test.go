package auth

// Goal: every accepted shape of users and permissions means what it should, and
// what would leave a server open is an error. Method: texts in the NATS
// configuration language and in JSON.

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"gnatsd/modules/config"
	"gnatsd/modules/config/natsconf"
)

// load reads a whole configuration, as far as this module knows it.
func load(t testing.TB, text string) (Config, error) {
	t.Helper()
	tree, err := natsconf.Parse("test.conf", []byte(text), natsconf.Options{})
	if err != nil {
		t.Fatalf("parsing %q: %v", text, err)
	}
	return loadValues(t, tree.Plain())
}

func loadValues(t testing.TB, values map[string]any) (Config, error) {
	t.Helper()
	schema, err := config.NewSchema([]config.Section{{Name: "authorization", Default: DefaultConfig()}})
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := config.Load(schema, nil, "test.conf", config.Document{Values: values})
	if err != nil {
		return Config{}, err
	}
	return loaded.Section("authorization").(Config), nil
}

const someKey = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4"

func user(rest string) string {
	return "authorization { users = [ { user: a, password: b, " + rest + " } ] }"
}

// configErrors are texts that must not pass, and what is said of them.
func configErrors() []struct{ name, text, want string } {
	return []struct{ name, text, want string }{
		{"empty list of users", "authorization { users = [] }", "users list is empty"},
		{"user alone", "authorization { user: a }", "needs a password"},
		{"empty password", `authorization { user: a, password: "" }`, "needs a password"},
		{"password alone", "authorization { password: a }", "needs a user"},
		{"empty token", `authorization { token: "" }`, "is empty"},
		{"user and token", "authorization { user: a, password: b, token: c }", "Cannot have a user/pass and token"},
		{
			"user and users", "authorization { user: a, password: b, users = [ {user: c, password: d} ] }",
			"Can not have a single user/pass and a users array",
		},
		{
			"token and users", "authorization { token: b, users = [ {user: c, password: d} ] }",
			"Can not have a token and a users array",
		},
		{
			"same user", "authorization { users = [ {user: c, password: d}, {user: c, password: e} ] }",
			`Duplicate user "c" detected`,
		},
		{
			"same key", "authorization { users = [ {nkey: " + someKey + "}, {nkey: " + someKey + "} ] }",
			"Duplicate nkey",
		},
		{"no name", "authorization { users = [ {password: d} ] }", "User entry requires a user"},
		{"bad key", "authorization { users = [ {nkey: UABC} ] }", "Not a valid public nkey for a user"},
		{
			"key of lower case", "authorization { users = [ {nkey: " + strings.ToLower(someKey) + "} ] }",
			"Not a valid public nkey",
		},
		{
			"key and password", "authorization { users = [ {nkey: " + someKey + ", pass: x} ] }",
			"Nkey users do not take",
		},
		{"unknown key", user("passwd: x"), `unknown field "passwd"`},
		{"two names of one key", user("pass: x"), `is the same as "pass`},
		{"connection types", user("clients: [FOO]"), `invalid connection types ["FOO"]`},
		{"timeout below zero", "authorization { token: a, timeout: -1 }", "must not be negative"},
		{"timeout that is none", "authorization { token: a, timeout: soon }", "a duration"},
		{"guest without users", "no_auth_user: x", `"x" present, but users/nkeys are not defined`},
		{
			"unknown guest", "no_auth_user: nobody\nauthorization { users = [ {user: a, password: b} ] }",
			`"nobody" not present as user or nkey in authorization block`,
		},
		{
			"broken hash", `authorization { user: a, password: "$2a$11$short" }`,
			"looks like a bcrypt hash and is none",
		},
		{
			"broken hash of a user",
			`authorization { users = [ {user: a, password: "$2a$99$W2zko751KUvVy59mUTWmpOdWjpEm5qhcCZRd05GjI/sSOT.xtiHyG"} ] }`,
			"looks like a bcrypt hash and is none",
		},
		{"permissions no map", user("permissions: foo"), "Expected permissions to be a map/struct"},
		{"unknown permission", user("permissions { publsh: x }"), `Unknown field "publsh" parsing permissions`},
		{
			"unknown list", user("permissions { publish { alow: x } }"),
			`Unknown field name "alow" parsing subject permissions`,
		},
		{"bad subject", user("permissions { publish: foo..bar }"), `subject "foo..bar" is not a valid subject`},
		{"wrong type", user("permissions { publish: [1] }"), "permissions to be a subject, or array of subjects"},
		{"queue under publish", user(`permissions { publish: "foo q" }`), `subject "foo q" is not a valid subject`},
		{
			"bad expiry", user("permissions { allow_responses { ttl: 5 } }"),
			"error parsing expires, not a duration string",
		},
		{"two names of subscribe", user("permissions { sub: a, subscribe: b }"), "is the same as"},
		{"default of missing lists", "permissions_default: maybe", `expected "allow" or "deny"`},
	}
}

// limitErrors are limits of users that must not pass.
func limitErrors() []struct{ name, text, want string } {
	return []struct{ name, text, want string }{
		{"connections of no number", user("max_connections: some"), "expected a whole number"},
		{"no connections", user("max_connections: 0"), "expected 1 to"},
		{"a rate of no block", user("publish_rate: 5"), "expected messages and bytes in a second"},
		{"a rate of nothing", user("publish_rate {}"), "bounds nothing"},
		{"a negative rate", user("publish_rate { messages: -1 }"), "expected 1 to"},
		{"another action", user("publish_rate { messages: 1, action: kill }"), "expected pause or error"},
		{"another key of a rate", user("publish_rate { packets: 1 }"), `unknown field "packets"`},
	}
}

func TestConfigErrors(t *testing.T) {
	t.Parallel()
	for _, c := range append(configErrors(), limitErrors()...) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := load(t, c.text)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func TestConfigShapes(t *testing.T) {
	t.Parallel()
	c, err := load(t, `
		PASS: forgotten
		no_auth_user: a
		authorization {
			PASS: variable
			timeout: "3s"
			default_permissions { pub: x }
			users = [
				{ username: a, pass: b, permission { import: a, export: [b, "c q.*"] } }
				{ user: c, password: d, connection_types: standard,
				  authorization { pub { allow: [x, y], deny: z }, allow_responses { max: 5, expires: "1m" } } }
				{ user: e, password: f, permissions { publish_allow_responses: true, subscribe: [] } }
				{ nkey: `+someKey+` }
			]
		}`)
	if err == nil || !strings.Contains(err.Error(), `"PASS": unknown key`) {
		t.Fatalf("error %v: a stranger's key at the top is no business of this section", err)
	}
	c, err = load(t, `
		no_auth_user: a
		authorization {
			timeout: "3s"
			default_permissions { pub: x }
			users = [
				{ username: a, pass: b, permission { import: a, export: [b, "c q.*"] } }
				{ user: c, password: d, connection_types: standard,
				  authorization { pub { allow: [x, y], deny: z }, allow_responses { max: 5, expires: "1m" } } }
				{ user: e, password: 123, permissions { publish_allow_responses: true, subscribe: [] } }
				{ nkey: `+someKey+` }
			]
		}`)
	if err != nil {
		t.Fatal(err)
	}
	u := c.Authorization.Users.List
	if len(u) != 4 || c.Authorization.Timeout != 3*time.Second || !c.Authorization.Default.Given {
		t.Fatalf("config %+v", c)
	}
	if u[0].Name != "a" || u[0].Password.Reveal() != "b" || u[0].Grants.Subscribe.Allow[1] != (Rule{"c", "q.*"}) {
		t.Errorf("first user %+v", u[0])
	}
	if g := u[1].Grants; len(g.Publish.Allow) != 2 || len(g.Publish.Deny) != 1 || *g.Responses != (Responses{
		5,
		time.Minute,
	}) {
		t.Errorf("second user %+v", u[1])
	}
	if g := u[2].Grants; *g.Responses != (Responses{
		1,
		2 * time.Minute,
	}) || !g.Subscribe.HasAllow || u[2].Password.Reveal() != "123" {
		t.Errorf("third user %+v", u[2])
	}
	if u[3].NKey != someKey || u[3].Grants.Given {
		t.Errorf("fourth user %+v", u[3])
	}
}

// JSON brings the same shapes with other types of numbers.
func TestConfigJSON(t *testing.T) {
	t.Parallel()
	var values map[string]any
	text := `{"authorization": {"timeout": 0.5, "users": [
		{"user": "a", "password": "b", "permissions": {"publish": "x", "allow_responses": {"max": 3}}}]}}`
	if err := json.Unmarshal([]byte(text), &values); err != nil {
		t.Fatal(err)
	}
	c, err := loadValues(t, values)
	if err != nil || c.Authorization.Users.List[0].Grants.Responses.Max != 3 || c.Authorization.Timeout != time.Second/2 {
		t.Errorf("config %+v, error %v", c, err)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"plain password", "authorization { token: x }", "Plaintext passwords detected, use nkeys or bcrypt"},
		{"long timeout", "authorization { token: x, timeout: 61 }", "is high"},
		{"default without users", "authorization { default_permissions { pub: x } }", "have no effect"},
		{
			"one list", "authorization { users = [ {user: a, password: b, permissions { subscribe: x }} ] }",
			"may publish everything",
		},
		{
			"other list", "authorization { users = [ {user: a, password: b, permissions { publish: x }} ] }",
			"may subscribe to everything",
		},
		{"no list", "authorization { users = [ {user: a, password: b, permissions {}} ] }", "restrict nothing"},
		{
			"empty list",
			"authorization { users = [ {user: a, password: b, permissions { publish: [], subscribe: x }} ] }",
			"may not publish at all",
		},
		{
			"cost", `authorization { token: "$2a$16$W2zko751KUvVy59mUTWmpOdWjpEm5qhcCZRd05GjI/sSOT.xtiHyG" }`,
			"bcrypt cost of 16",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cfg, err := load(t, c.text)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(warnings(cfg), "\n"); !strings.Contains(got, c.want) {
				t.Errorf("warnings %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzPermissions(f *testing.F) {
	f.Add(`{"publish": {"allow": ["a", "b q"], "deny": ">"}, "allow_responses": {"max": -1, "ttl": "1s"}}`)
	f.Add(`{"sub": ["a.*", "b.> q.*"], "pub": []}`)
	f.Fuzz(func(t *testing.T, text string) {
		var value any
		if json.Unmarshal([]byte(text), &value) != nil {
			return
		}
		var g Grants
		if g.DecodeConfig(value) != nil {
			return
		}
		if p := newPermissions(g, "allow"); p != nil {
			p.MayPublish([]byte("a.b"))
			p.MaySubscribe([]byte("a.>"), []byte("q"))
			p.MayReceive([]byte(""), "")
		}
	})
}
