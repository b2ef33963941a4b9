package auth

// Goal: a party may do what its rules say and nothing else. Method: the tables of
// what the protocol prescribes, and a brute-force comparison over all subjects of
// a small alphabet.

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gnatsd/kernel/subject"
)

func compiled(t testing.TB, text string) *permissions {
	t.Helper()
	c, err := load(t, "authorization { users = [ {user: u, password: p, permissions { "+text+" }} ] }")
	if err != nil {
		t.Fatal(err)
	}
	return newPermissions(c.Authorization.Users.List[0].Grants, c.Missing)
}

func TestMaySubscribe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ grants, yes, no string }{
		{`subscribe: "foo.*"`, "foo.bar foo.*", "> * *.* foo foo.a.b foo.*.x foo.> foo..x ."},
		{`subscribe: "*"`, "a *", "> a.b *.*"},
		{`subscribe: "*.*"`, "a.b *.b *.*", "*.> a.> >"},
		{`subscribe: "foo.*.bar"`, "foo.*.bar foo.x.bar", "foo.> foo.*.> foo.*.*"},
		{`subscribe: "foo.>"`, "foo.* foo.> foo.*.> foo.a.b", "foo > *.> *.bar"},
		{`subscribe: ">"`, "> a a.b *.*", ""},
		{`subscribe: []`, "", "a >"},
		{`subscribe { deny: "s.secret" }`, "s.* s.> s.open >", "s.secret"},
		{`subscribe { deny: "foo.*" }`, "> foo foo.a.b foo.*.x *.*", "foo.a foo.* foo.>"},
		{`subscribe { deny: "*" }`, "a.b a.> *.*", "a * >"},
		{`subscribe { allow: "a.>", deny: "a.b.>" }`, "a.c a.>", "a.b.c a.b.> b"},
		{`subscribe: [foo, "foo q1"]`, "foo foo/q1", "foo/q2"},
		{`subscribe: "foo q1"`, "foo/q1", "foo foo/q2 bar/q1"},
		{`subscribe: "foo q.*"`, "foo/q.a foo/q.*", "foo foo/q foo/qq foo/q.b.c foo/q.>"},
		{`subscribe: "foo *.dev"`, "foo/a.dev", "foo foo/b"},
		{`subscribe: "foo >"`, "foo/a foo/a.b", "foo"},
		{`subscribe: "> q1"`, "foo/q1 a.b/q1", "foo foo/q2"},
		{`subscribe: "foo v*"`, "foo/v*", "foo/v1"},
		{`subscribe: foo`, "foo foo/q", "bar/q"},
		{`subscribe { deny: "foo q1" }`, "foo foo/q2 bar/q1", "foo/q1"},
		{`subscribe { deny: [foo, "foo q1"] }`, "bar", "foo foo/q1 foo/q2"},
		{`subscribe { allow: [foo, "foo q1"], deny: "foo q2" }`, "foo foo/q1", "foo/q2 foo/q3"},
	} {
		t.Run(c.grants, func(t *testing.T) {
			t.Parallel()
			p := compiled(t, c.grants+", publish: x")
			check := func(list string, want bool) {
				for _, one := range strings.Fields(list) {
					name, queue, _ := strings.Cut(one, "/")
					if got := p.MaySubscribe([]byte(name), []byte(queue)); got != want {
						t.Errorf("%s: %v, want %v", one, got, want)
					}
					if why := p.ExplainSubscribe([]byte(name),
						[]byte(queue)); subject.Valid(name) && strings.HasPrefix(why, "allowed") != want {
						t.Errorf("%s is explained by %q", one, why)
					}
				}
			}
			check(c.yes, true)
			check(c.no, false)
		})
	}
}

func TestMayPublish(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ grants, yes, no string }{
		{"publish: a", "a", "b a.b"},
		{"publish: []", "", "a"},
		{"publish { allow: [] }", "", "a"},
		{"publish { deny: [a, b.*] }", "c b b.c.d", "a b.c"},
		{`publish { allow: "p.>", deny: "p.secret" }`, "p.open p.>", "p.secret q p"},
		{"subscribe: x", "a b.c", ""},
		{"subscribe: x, allow_responses: true", "", "a b.c"},
		{"publish { deny: x }, allow_responses: true", "", "a x"},
		{`publish { allow: ">", deny: x }, allow_responses: true`, "a", "x"},
	} {
		t.Run(c.grants, func(t *testing.T) {
			t.Parallel()
			p := compiled(t, c.grants)
			for _, to := range strings.Fields(c.yes) {
				if !p.MayPublish([]byte(to)) || !strings.HasPrefix(p.ExplainPublish([]byte(to)), "allowed") {
					t.Errorf("%s is refused: %s", to, p.ExplainPublish([]byte(to)))
				}
			}
			for _, to := range strings.Fields(c.no) {
				if p.MayPublish([]byte(to)) || !strings.HasPrefix(p.ExplainPublish([]byte(to)), "refused") {
					t.Errorf("%s is allowed: %s", to, p.ExplainPublish([]byte(to)))
				}
			}
		})
	}
}

func TestOpenPermissions(t *testing.T) {
	t.Parallel()
	if compiled(t, "") != nil {
		t.Error("an empty block restricts")
	}
	if p := newPermissions(Grants{Given: true},
		"deny"); p == nil || p.MayPublish([]byte("a")) || p.MaySubscribe([]byte("a"), nil) {
		t.Error("permissions_default: deny does not")
	}
	if newPermissions(Grants{}, "deny") != nil {
		t.Error("no block restricts")
	}
}

func TestMayReceive(t *testing.T) {
	t.Parallel()
	p := compiled(t, `subscribe { allow: ">", deny: ["a.*.c", "secret", "shared q2", "jobs q.*"] }`)
	for _, c := range []struct {
		subject, queue string
		want           bool
	}{
		{"a.b.c", "", false},
		{"a.b.c", "q", false},
		{"a.b.d", "", true},
		{"secret", "", false},
		{"shared", "", true},
		{"shared", "q1", true},
		{"shared", "q2", false},
		{"jobs", "q.a", false},
		{"jobs", "q.*", false},
		{"jobs", "other", true},
		{"jobs", "", true},
	} {
		if got := p.MayReceive([]byte(c.subject), c.queue); got != c.want {
			t.Errorf("%s for queue %q: %v", c.subject, c.queue, got)
		}
	}
}

// subjects of up to three tokens over an alphabet.
func subjects(alphabet ...string) []string {
	all, last := []string{}, []string{""}
	for range 3 {
		var next []string
		for _, head := range last {
			for _, token := range alphabet {
				next = append(next, strings.TrimPrefix(head+"."+token, "."))
			}
		}
		all, last = append(all, next...), next
	}
	return all
}

// TestSubscribeMeansSubset: a subscription is allowed if and only if each subject
// that it matches is matched by the grant.
func TestSubscribeMeansSubset(t *testing.T) {
	t.Parallel()
	literals := append(subjects("a", "b", "x"), "a.a.a.a", "b.b.b.b", "x.x.x.x", "a.x.x.x", "b.x.x.x",
		"a.a.x.x", "a.b.x.x",
		"x.a.x.x", "x.b.x.x", "b.a.x.x", "b.b.x.x")
	patterns := slices.DeleteFunc(subjects("a", "b", "*", ">"), func(s string) bool { return !subject.Valid(s) })
	for _, grant := range patterns {
		p := newPermissions(Grants{Given: true, Subscribe: Lists{
			HasAllow: true,
			Allow:    []Rule{{Subject: grant}},
		}}, "allow")
		for _, sub := range patterns {
			inside := !slices.ContainsFunc(literals, func(s string) bool {
				return subject.Matches(sub, s) && !subject.Matches(grant, s)
			})
			if got := p.MaySubscribe([]byte(sub),
				nil); got != inside && !(got == false && strings.HasSuffix(grant, ">")) {
				t.Fatalf("grant %s, SUB %s: %v, want %v", grant, sub, got, inside)
			} else if got && !inside {
				t.Fatalf("grant %s lets SUB %s pass", grant, sub)
			}
		}
	}
}

func TestResponder(t *testing.T) {
	t.Parallel()
	now := time.Unix(1000, 0)
	begin := func(grants string) *responder {
		r := newResponder(compiled(t, grants))
		r.now = func() time.Time { return now }
		return r
	}
	r := begin("subscribe: svc, allow_responses: { max: 2, ttl: \"1m\" }")
	may := func(want bool) {
		t.Helper()
		if got := r.MayRespond([]byte("inbox")); got != want {
			t.Errorf("answer %v, want %v", got, want)
		}
	}
	may(false)
	r.Asked([]byte("inbox"))
	may(true)
	r.Asked([]byte("inbox")) // a new request
	may(true)
	may(true)
	may(false)
	r.Asked([]byte("inbox"))
	now = now.Add(time.Minute + 1)
	may(false)
	if len(r.asked) != 0 {
		t.Errorf("%d requests are remembered", len(r.asked))
	}
	r = begin("publish: inbox, allow_responses: true")
	if r.Asked([]byte("inbox")); len(r.asked) != 0 {
		t.Error("what is allowed anyway takes memory")
	}
	r = begin("allow_responses: { max: -1, ttl: \"-1s\" }")
	r.Asked([]byte("inbox"))
	now = now.Add(100 * time.Hour)
	for range 10 {
		may(true)
	}
	for i := range 2 * responsesCap {
		r.Asked([]byte(strings.Repeat("x", i%100) + string(rune('a'+i%26)) + strings.Repeat("y", i/100)))
	}
	if len(r.asked) > responsesCap || r.by.Len() != len(r.asked) {
		t.Errorf("%d requests are remembered", len(r.asked))
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	const users = `authorization { users = [
		{ user: alice, password: x, permissions { publish: ["req.foo"], subscribe: "_INBOX.>" } }
		{ user: free, password: x }
	] }
`
	for _, x := range []struct{ text, question, want string }{
		{users, "user=alice pub=req.foo", `allowed by publish allow "req.foo"`},
		{users, "user=alice pub=req.bar", "refused: no entry of publish allow matches"},
		{users, "user=alice sub=_INBOX.> queue=q", `allowed by subscribe allow "_INBOX.>"`},
		{users, "user=free sub=>", "allowed: the user has no permissions"},
		{users, "user=nobody pub=a", "no such user"},
		{users, "user=alice", "expected one of"},
		{users, "user=alice pub=a sub=b", "expected one of"},
		{users, "alice", "expected user="},
		{users, "pub=a", "not let in"},
		{users, "sub=a", "not let in"},
		{users + "no_auth_user: alice\n", "pub=req.bar", "refused: no entry of publish allow matches"},
		{"authorization { user: one, password: x }\n", "user=one pub=a", "allowed: the user has no permissions"},
		{"authorization { user: one, password: x }\n", "user=two pub=a", "no such user"},
		{"authorization { token: x }\n", "pub=a", "not let in"},
		{"permissions_default: allow\n", "pub=a", "allowed: nobody is asked"},
		{"permissions_default: allow\n", "user=alice pub=a", "no such user"},
	} {
		c, err := load(t, x.text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Explain(c, x.question)
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, x.want) {
			t.Errorf("%s: %q, want %q", x.question, got, x.want)
		}
	}
}

func BenchmarkMayPublish(b *testing.B) {
	p := compiled(b, `publish { allow: ["a.b.c", "req.*", "x.>"], deny: "x.secret" }`)
	to := []byte("req.foo")
	b.ReportAllocs()
	for b.Loop() {
		p.MayPublish(to)
	}
}
