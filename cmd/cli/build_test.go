package cli_test

import (
	"strings"
	"testing"

	"go.uber.org/fx"

	"gnatsd/cmd/cli"
)

func names(b cli.Build) string {
	var all []string
	for _, p := range b.Parts() {
		all = append(all, p.Name)
	}
	return strings.Join(all, " ")
}

func TestBuildList(t *testing.T) {
	t.Parallel()
	none := fx.Options()
	base := cli.NewBuild(cli.Part{Name: "a", Option: none}, cli.Part{Name: "b", Option: none})
	tests := []struct {
		name  string
		build cli.Build
		want  string
		err   string
	}{
		{"with", base.With("c", none), "a b c", ""},
		{"without", base.Without("a"), "b", ""},
		{"swap", base.Swap("a", none), "a b", ""},
		{
			"unknown swap", base.Swap("x", none), "a b",
			`build list: Swap("x"): no such module in this build, which has a, b`,
		},
		{
			"unknown without", base.Without("x"), "a b",
			`build list: Without("x"): no such module in this build, which has a, b`,
		},
		{
			"twice", base.With("a", none), "a b",
			`build list: With("a"): there is a module of this name already; Swap replaces it`,
		},
		{"the first mistake counts", base.Without("x").Without("y").With("c", none), "a b c", `Without("x")`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := names(test.build); got != test.want {
				t.Errorf("parts %s, want %s", got, test.want)
			}
			err := test.build.Err()
			if (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
				t.Errorf("error %v, want %q", err, test.err)
			}
		})
	}
	if names(base) != "a b" || base.Err() != nil {
		t.Errorf("the original changed: %s, %v", names(base), base.Err())
	}
}
