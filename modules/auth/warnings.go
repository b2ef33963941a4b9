package auth

import "fmt"

// warnings are about what works and is hardly meant.
func warnings(c Config) []string {
	b := &c.Authorization
	var out []string
	plain := false
	note := func(what, text string) {
		if text == "" {
			return
		}
		s := newSecret(text)
		plain = plain || s.hash == nil
		if s.cost() > costWarn {
			out = append(out, fmt.Sprintf("%s has a bcrypt cost of %d: a login takes seconds of a processor",
				what, s.cost()))
		}
	}
	if b.User != "" {
		note("the password", b.Password.Reveal())
	}
	note("the token", b.Token.Reveal())
	for _, u := range b.Users.List {
		note(fmt.Sprintf("the password of user %q", u.Name), u.Password.Reveal())
		out = append(out, grantWarnings(u)...)
	}
	if plain {
		out = append(out, "Plaintext passwords detected, use nkeys or bcrypt")
	}
	if b.Timeout > timeoutMax {
		out = append(out, fmt.Sprintf("timeout of %v (%f seconds) is high, consider keeping it under 60 seconds. "+
			"possibly caused by unquoted duration; use '1m' instead of 1m, for example", b.Timeout,
			b.Timeout.Seconds()))
	}
	if b.Default.Given && !b.Users.Given {
		out = append(out, "default_permissions without a users list have no effect")
	}
	if b.Users.Given && b.Password.Given {
		out = append(out, "the password beside the users list has no effect")
	}
	return out
}

// grantWarnings tell what older servers would have read differently.
func grantWarnings(u User) []string {
	g, name := u.Grants, u.Name+u.NKey
	if !g.Given {
		return nil
	}
	noPublish, noSubscribe := !g.Publish.given(), !g.Subscribe.given()
	var out []string
	switch {
	case noPublish && noSubscribe && g.Responses == nil:
		out = append(out, fmt.Sprintf("user %q has empty permissions, which restrict nothing", name))
	case noPublish && g.Responses == nil:
		out = append(out, fmt.Sprintf("user %q has no publish permissions: it may publish everything", name))
	case noSubscribe:
		out = append(out, fmt.Sprintf("user %q has no subscribe permissions: it may subscribe to everything", name))
	}
	for what, l := range map[string]Lists{"publish": g.Publish, "subscribe": g.Subscribe} {
		if l.HasAllow && len(l.Allow) == 0 {
			out = append(out, fmt.Sprintf("user %q may not %s at all: the list is empty", name, what))
		}
	}
	return out
}

func (l *Lists) given() bool { return l.HasAllow || len(l.Deny) > 0 }
