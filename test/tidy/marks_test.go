package tidy

import (
	"regexp"
	"testing"
)

// Rule "marks": nothing half-done is left behind in a comment. What is to be done is done, or is an issue.

var mark = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`)

func TestMarks(t *testing.T) {
	t.Parallel()
	keep(t, "marks", checkMarks(repository(t)))
}

func checkMarks(t *tree) []finding {
	var found []finding
	for _, s := range t.files {
		for _, group := range s.ast.Comments {
			for _, c := range group.List {
				if word := mark.FindString(c.Text); word != "" {
					found = append(found, finding{t.at(s, c.Pos()), word + ": do it, or write an issue", s.path})
				}
			}
		}
	}
	return found
}

func TestMarksRule(t *testing.T) {
	t.Parallel()
	selfTest(t, checkMarks, []example{
		{"good", map[string]string{"a/a.go": "package a\n\n// s holds no MARKTODOS.\nvar s = \"TODO\"\n"}, nil},
		{"marks", map[string]string{
			"a/a.go": "package a\n\n// TODO: more\nvar x = 1 // FIXME\n\n/* and\nXXX */\n",
		}, []string{
			"a/a.go:3: TODO: do it, or write an issue",
			"a/a.go:4: FIXME: do it, or write an issue",
			"a/a.go:6: XXX: do it, or write an issue",
		}},
	})
}
