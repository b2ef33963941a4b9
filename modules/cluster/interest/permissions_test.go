package interest

import (
	"slices"
	"strings"
	"testing"
)

func TestPermits(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		allow, deny []string
		subject     string
		want        bool
	}{
		{"everything", nil, nil, "a", true},
		{"nothing", []string{}, nil, "a", false},
		{"listed", []string{"a", "b.*"}, nil, "b.c", true},
		{"not listed", []string{"a", "b.*"}, nil, "c", false},
		{"wider than what is listed", []string{"b.*"}, nil, "b.>", false},
		{"a pattern that is listed", []string{"b.>"}, nil, "b.*.c", true},
		{"denied", nil, []string{"b.>"}, "b.c", false},
		{"denied of what is listed", []string{"b.>"}, []string{"b.c"}, "b.c", false},
		{"wider than what is denied", nil, []string{"b.c"}, "b.*", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := &Allowed{Allow: test.allow, Deny: test.deny}
			if got := a.Permits(test.subject); got != test.want {
				t.Errorf("got %v", got)
			}
			if got := GrantedTo(a).MaySubscribe([]byte(test.subject), nil); got != test.want {
				t.Errorf("the session may: %v", got)
			}
		})
	}
	if !(*Allowed)(nil).Permits("a") || GrantedTo(nil) != nil {
		t.Error("without permissions something is refused")
	}
}

func TestPermissionsAreRead(t *testing.T) {
	t.Parallel()
	type block = map[string]any
	for _, test := range []struct {
		name  string
		in    any
		allow []string // of import
		deny  []string
		err   string
	}{
		{"a subject", block{"import": "a"}, []string{"a"}, nil, ""},
		{"a list", block{"Import": []any{"a", "b.>"}}, []string{"a", "b.>"}, nil, ""},
		{"an empty list", block{"import": []any{}}, []string{}, nil, ""},
		{"blocks", block{"import": block{"allow": "a", "deny": []any{"b"}}}, []string{"a"}, []string{"b"}, ""},
		{"another word", block{"publish": "a"}, []string{"a"}, nil, ""},
		{"no block", "a", nil, nil, "expected a block with import and export"},
		{"another key", block{"imports": "a"}, nil, nil, `unknown field "imports"`},
		{"another key inside", block{"import": block{"alow": "a"}}, nil, nil, `unknown field "alow"`},
		{"no subject", block{"import": 5}, nil, nil, "expected a subject"},
		{"a bad subject", block{"export": []any{"a..b"}}, nil, nil, `subject "a..b" is not a valid subject`},
		{"responses", block{"allow_responses": true}, nil, nil, "Cluster permissions do not support dynamic responses"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var p Permissions
			err := p.DecodeConfig(test.in)
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Errorf("error %v", err)
				}
				return
			}
			if err != nil || p.Import == nil || p.Export != nil {
				t.Fatalf("%+v, %v", p, err)
			}
			if !slices.Equal(p.Import.Allow, test.allow) || !slices.Equal(p.Import.Deny, test.deny) {
				t.Errorf("got %+v", p.Import)
			}
			if (p.Import.Allow == nil) != (test.allow == nil) {
				t.Error("an empty list is no list")
			}
		})
	}
}
