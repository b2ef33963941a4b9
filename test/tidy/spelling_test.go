package tidy

import (
	"go/ast"
	"testing"
)

// Rule "spelling": the empty interface is spelled any.

func TestSpelling(t *testing.T) {
	t.Parallel()
	keep(t, "spelling", checkSpelling(repository(t)))
}

func checkSpelling(t *tree) []finding {
	var found []finding
	for _, s := range t.files {
		ast.Inspect(s.ast, func(n ast.Node) bool {
			if i, ok := n.(*ast.InterfaceType); ok && len(i.Methods.List) == 0 {
				found = append(found, finding{t.at(s, i.Pos()), "the empty interface is spelled any", s.path})
			}
			return true
		})
	}
	return found
}

func TestSpellingRule(t *testing.T) {
	t.Parallel()
	selfTest(t, checkSpelling, []example{
		{"good", map[string]string{"a/a.go": "package a\nvar x any\ntype I interface{ M() }\n"}, nil},
		{"long", map[string]string{"a/a.go": "package a\nvar x interface{}\nfunc f(...interface {\n}) {}\n"}, []string{
			"a/a.go:2: the empty interface is spelled any",
			"a/a.go:3: the empty interface is spelled any",
		}},
	})
}
