package auth

// Goal: after a reload those who would not be let in any more are found, and
// nobody else. Method: identities of one configuration against another.

import (
	"testing"

	"gnatsd/kernel"
)

func TestRenew(t *testing.T) {
	t.Parallel()
	const two = "authorization { users = [ {user: a, password: secret}, {user: b, password: secret} ] }"
	single, token := "authorization { user: a, password: secret }", "authorization { token: secret }"
	asA, asToken := kernel.Credentials{User: "a", Password: "secret"}, kernel.Credentials{Token: "secret"}
	for _, c := range []struct {
		name, before, after string
		shown               kernel.Credentials
		want                kernel.Renewal
	}{
		{"the same", two, two, asA, kernel.Unchanged},
		{"user gone", two, "authorization { users = [ {user: b, password: secret} ] }", asA, kernel.Gone},
		{"password changed", two, "authorization { users = [ {user: a, password: other} ] }", asA, kernel.Gone},
		{
			"other user's password changed", two,
			"authorization { users = [ {user: a, password: secret}, {user: b, password: x} ] }",
			asA, kernel.Unchanged,
		},
		{
			"narrowed", two,
			"authorization { users = [ {user: a, password: secret, permissions {publish: x}} ] }", asA,
			kernel.Changed,
		},
		{
			"connection type", two, "authorization { users = [ {user: a, password: secret, clients: mqtt} ] }",
			asA, kernel.Gone,
		},
		{"single, the same", single, single, asA, kernel.Unchanged},
		{"single, password changed", single, "authorization { user: a, password: x }", asA, kernel.Gone},
		{"single becomes a list", single, two, asA, kernel.Gone},
		{"token, the same", token, token, asToken, kernel.Unchanged},
		{"token changed", token, "authorization { token: x }", asToken, kernel.Gone},
		{"authorization added", "", two, asA, kernel.Gone},
		{"authorization removed", two, "", asA, kernel.Unchanged},
		{"guest", "no_auth_user: a\n" + two, "no_auth_user: a\n" + two, kernel.Credentials{}, kernel.Unchanged},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := gatekeeper(t, c.before, false)
			c.shown.Kind = kernel.KindClient
			id, err := g.Authenticate(t.Context(), &c.shown)
			if err != nil {
				t.Fatal(err)
			}
			calls := 0
			g.OnChange(func() { calls++ })
			after, err := load(t, c.after)
			if err != nil {
				t.Fatal(err)
			}
			commit, err := g.Prepare(after)
			if err != nil {
				t.Fatal(err)
			}
			if _, got := g.Renew(kernel.KindClient, id); got != kernel.Unchanged || calls != 0 {
				t.Error("something has changed before the commit")
			}
			commit()
			if _, got := g.Renew(kernel.KindClient, id); got != c.want || calls != 1 {
				t.Errorf("renewal %v, want %v, after %d calls", got, c.want, calls)
			}
		})
	}
}

func TestPrepareRefuses(t *testing.T) {
	t.Parallel()
	g := gatekeeper(t, "authorization { token: secret }", false)
	bad := DefaultConfig()
	bad.Authorization.Users.Given = true
	if _, err := g.Prepare(bad); err == nil {
		t.Error("an empty list is taken")
	}
	if login(t, g, kernel.Credentials{Token: "secret"}) != "as " {
		t.Error("what was in force is not any more")
	}
}
