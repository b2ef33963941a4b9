package auth

import (
	"testing"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

// What bounds a user is part of its identity, and another bound changes it.
func TestUserLimits(t *testing.T) {
	t.Parallel()
	text := func(limits string) string {
		return "authorization { users = [ { user: a, password: b, " + limits + " }, { user: c, password: d } ] }"
	}
	c, err := load(t, text("max_connections: 3, publish_rate { messages: 1k, bytes: 2MB, action: error }"))
	if err != nil {
		t.Fatal(err)
	}
	want := kernel.Limits{
		Connections: 3, Publish: kernel.Rate{Messages: 1000, Bytes: 2 << 20, Refuse: true},
	}
	if got := c.Authorization.Users.List[0].Limits; got != want {
		t.Errorf("limits %+v, want %+v", got, want)
	}
	if got := c.Authorization.Users.List[1].Limits; got != (kernel.Limits{}) {
		t.Errorf("limits %+v of a user without", got)
	}
	g, err := New(c, Settings{Log: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	id, err := g.Authenticate(t.Context(), &kernel.Credentials{User: "a", Password: "b"})
	if err != nil || id.Limits != want {
		t.Fatalf("let in with %+v, error %v", id.Limits, err)
	}
	if _, now := g.Renew(kernel.KindClient, id); now != kernel.Unchanged {
		t.Errorf("renewal %v without a change", now)
	}
	if c, err = load(t, text("max_connections: 4")); err != nil {
		t.Fatal(err)
	}
	commit, err := g.Prepare(c)
	if err != nil {
		t.Fatal(err)
	}
	commit()
	if next, now := g.Renew(kernel.KindClient, id); now != kernel.Changed || next.Limits.Connections != 4 {
		t.Errorf("renewal %v, limits %+v", now, next.Limits)
	}
}
