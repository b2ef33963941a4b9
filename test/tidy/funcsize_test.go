package tidy

import (
	"fmt"
	"go/ast"
	"strings"
	"testing"
)

// Rule "funcsize": a function has at most 70 lines between its braces, in tests too.

const funcLinesMax = 70

func TestFuncSize(t *testing.T) {
	t.Parallel()
	keep(t, "funcsize", checkFuncSize(repository(t)))
}

func checkFuncSize(t *tree) []finding {
	var found []finding
	for _, s := range t.files {
		for _, decl := range s.ast.Decls {
			name := declName(decl)
			ast.Inspect(decl, func(n ast.Node) bool {
				body := bodyOf(n)
				if body == nil {
					return true
				}
				if lines := t.fset.Position(body.Rbrace).Line - t.fset.Position(body.Lbrace).Line - 1; lines > funcLinesMax {
					what := fmt.Sprintf("%s has %d lines, at most %d: push down what a name can say",
						name, lines, funcLinesMax)
					found = append(found, finding{t.at(s, n.Pos()), what, s.path + " " + name})
				}
				return false // literals inside are shorter than what holds them
			})
		}
	}
	return found
}

func bodyOf(n ast.Node) *ast.BlockStmt {
	switch f := n.(type) {
	case *ast.FuncDecl:
		return f.Body
	case *ast.FuncLit:
		return f.Body
	}
	return nil
}

func declName(decl ast.Decl) string {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		return d.Name.Name
	case *ast.GenDecl:
		return "a function in " + d.Tok.String()
	}
	return "declaration"
}

func TestFuncSizeRule(t *testing.T) {
	t.Parallel()
	body := func(lines int) string { return "{\n" + strings.Repeat("\n", lines) + "}\n" }
	selfTest(t, checkFuncSize, []example{
		{"at the bound", map[string]string{"a/a.go": "package a\nfunc f() " + body(funcLinesMax)}, nil},
		{
			"function",
			map[string]string{"a/a.go": "package a\nfunc f() " + body(71)},
			[]string{"a/a.go:2: f has 71 lines, at most 70: push down what a name can say"},
		},
		{
			"method of a test",
			map[string]string{"a/a_test.go": "package a\nfunc (x *T) M() " + body(80)},
			[]string{"a/a_test.go:2: M has 80 lines, at most 70: push down what a name can say"},
		},
		{
			"function in a variable",
			map[string]string{"a/a.go": "package a\nvar f = func() " + body(71)},
			[]string{"a/a.go:2: a function in var has 71 lines, at most 70: push down what a name can say"},
		},
	})
}
