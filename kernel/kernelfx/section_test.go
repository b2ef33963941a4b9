package kernelfx_test

import (
	"strings"
	"testing"

	"go.uber.org/fx"

	"gnatsd/kernel/kernelfx"
)

type settings struct{ N int }

// tree is a loaded configuration with one section.
type tree struct{ value any }

func (t tree) Section(name string) any {
	if name == "s" {
		return t.value
	}
	return nil
}

func supplyTree(value any) fx.Option {
	return fx.Supply(fx.Annotate(tree{value}, fx.As(new(kernelfx.Tree))))
}

func TestSection(t *testing.T) {
	t.Parallel()
	section := kernelfx.Section("s", func() settings { return settings{N: 1} })
	tests := []struct {
		name    string
		tree    fx.Option
		want    int
		wantErr string
	}{
		{"no tree: the defaults", fx.Options(), 1, ""},
		{"the tree's value", supplyTree(settings{N: 2}), 2, ""},
		{"not in the tree", supplyTree(nil), 0, `configuration of section "s": have <nil>, want kernelfx_test.settings`},
		{"another type", supplyTree(7), 0, `have int, want kernelfx_test.settings`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got settings
			err := fx.New(fx.NopLogger, section, test.tree, fx.Populate(&got)).Err()
			if test.wantErr == "" && (err != nil || got.N != test.want) {
				t.Errorf("got %v, %v", got, err)
			}
			if test.wantErr != "" && (err == nil || !strings.Contains(err.Error(), test.wantErr)) {
				t.Errorf("error %v, want %q in it", err, test.wantErr)
			}
		})
	}
}

func TestSectionsBuildsNothingElse(t *testing.T) {
	t.Parallel()
	var infos []kernelfx.SectionInfo
	err := fx.New(fx.NopLogger,
		kernelfx.Section("s", func() settings { return settings{N: 1} }),
		kernelfx.Door(func() *door { t.Error("a door is built"); return nil }),
		kernelfx.Sections(&infos),
	).Err()
	if err != nil || len(infos) != 1 || infos[0].Name != "s" || infos[0].Defaults() != (settings{N: 1}) {
		t.Errorf("sections %v, %v", infos, err)
	}
}
