package tidy

import (
	"slices"
	"testing"
	"testing/fstest"
)

// finding is one breach of a rule.
type finding struct {
	where   string // path, or path:line
	what    string // what is wrong and what to do instead
	subject string // what a waiver names: the path, or the path and the name of the thing
}

func (f finding) String() string { return f.where + ": " + f.what }

// keep fails with each finding that no waiver covers, and with each waiver of the rule that covers nothing.
func keep(t *testing.T, rule string, found []finding) {
	t.Helper()
	left, idle := waive(rule, found, waivers)
	for _, f := range left {
		t.Error(f)
	}
	for _, w := range idle {
		t.Errorf("waiver of %s for %q covers nothing: remove it", w.rule, w.subject)
	}
}

// example is a tree in memory with the findings a rule must report on it, sorted; none means the tree is good.
type example struct {
	name  string
	files map[string]string
	want  []string
}

// selfTest runs a rule over its examples.
func selfTest(t *testing.T, check func(*tree) []finding, examples []example) {
	t.Helper()
	for _, e := range examples {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			files := fstest.MapFS{"go.mod": {Data: []byte("module gnatsd\n")}}
			for name, text := range e.files {
				files[name] = &fstest.MapFile{Data: []byte(text)}
			}
			tree, err := readTree(files)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range check(tree) {
				got = append(got, f.String())
			}
			slices.Sort(got)
			if !slices.Equal(got, e.want) {
				t.Errorf("findings:\n got %q\nwant %q", got, e.want)
			}
		})
	}
}
