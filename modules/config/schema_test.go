package config_test

// Goal: mistakes in declarations are found when the program starts.

import (
	"strings"
	"testing"

	"gnatsd/modules/config"
)

func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	type a struct {
		X int `conf:"x" flag:"x"`
	}
	type aliased struct {
		Y int `conf:"y" alias:"x"`
	}
	type flagged struct {
		Z string `conf:"z" flag:"x"`
	}
	type upper struct {
		U int `conf:"Up"`
	}
	type odd struct {
		C chan int `conf:"c"`
	}
	tests := []struct {
		name     string
		sections []config.Section
		want     string
	}{
		{"one section twice", []config.Section{{"a", a{}}, {"a", flagged{}}}, `section "a" is declared twice`},
		{"one key twice", []config.Section{{"a", a{}}, {"b", a{}}}, `key "x" is already declared by section "a"`},
		{"alias of another's key", []config.Section{{"a", a{}}, {"b", aliased{}}}, `already declared by section "a"`},
		{"one flag twice", []config.Section{{"a", a{}}, {"b", flagged{}}}, `flag -x is declared by key "x" and by key "z"`},
		{"capitals", []config.Section{{"a", upper{}}}, `key "Up" is not in lower case`},
		{"unsupported type", []config.Section{{"a", odd{}}}, `key "c": fields of type chan int are not supported`},
		{"no struct", []config.Section{{"a", 7}}, `int is not a struct`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := config.NewSchema(test.sections)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q in it", err, test.want)
			}
		})
	}
}

func TestSharedTags(t *testing.T) {
	t.Parallel()
	type c struct {
		_ struct{} `group:"Server" reload:"live"`
		X int      `conf:"x" flag:"x,long_x"`
		Y int      `conf:"y" flag:"y" group:"Other"`
	}
	schema, err := config.NewSchema([]config.Section{{"c", c{}}})
	if err != nil {
		t.Fatal(err)
	}
	x, y := schema.Options()[0], schema.Options()[1]
	if x.Group != "Server" || x.Reload != "live" || y.Group != "Other" {
		t.Errorf("groups %q %q, reload %q", x.Group, y.Group, x.Reload)
	}
	if x.Long() != "long_x" || x.Short() != "x" || y.Long() != "y" {
		t.Errorf("names %q %q %q", x.Long(), x.Short(), y.Long())
	}
	if found := schema.Flagged("long_x"); len(found) != 1 || found[0] != x {
		t.Errorf("Flagged(long_x) = %v", found)
	}
}
