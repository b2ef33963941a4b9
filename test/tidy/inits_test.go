package tidy

import (
	"go/ast"
	"testing"
)

// Rule "inits": no init functions; what a program is made of stands in its main.

func TestInits(t *testing.T) {
	t.Parallel()
	keep(t, "inits", checkInits(repository(t)))
}

func checkInits(t *tree) []finding {
	var found []finding
	for _, s := range t.files {
		for _, decl := range s.ast.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Name.Name == "init" && f.Recv == nil {
				found = append(found, finding{t.at(s, f.Pos()), "no init: say it where it is built", s.path})
			}
		}
	}
	return found
}

func TestInitsRule(t *testing.T) {
	t.Parallel()
	selfTest(t, checkInits, []example{
		{"good", map[string]string{"a/a.go": "package a\nfunc (t T) init() {}\nfunc initialize() {}\n"}, nil},
		{
			"init",
			map[string]string{"a/a.go": "package a\n\nfunc init() {}\n"},
			[]string{"a/a.go:3: no init: say it where it is built"},
		},
	})
}
