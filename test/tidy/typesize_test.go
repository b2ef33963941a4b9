package tidy

import (
	"fmt"
	"go/ast"
	"strings"
	"testing"
)

// Rule "typesize": a type has at most 30 methods and a struct at most 25 fields, embedded ones counting as one each.

const (
	typeMethodsMax = 30
	typeFieldsMax  = 25
)

func TestTypeSize(t *testing.T) {
	t.Parallel()
	keep(t, "typesize", checkTypeSize(repository(t)))
}

func checkTypeSize(t *tree) []finding {
	var found []finding
	for folder, files := range t.packages() {
		methods := map[string]int{}
		for _, s := range files {
			for _, decl := range s.ast.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil && !s.test() {
					methods[receiver(f)]++
				}
			}
			found = append(found, wideTypes(t, s)...)
		}
		for name, n := range methods {
			if n > typeMethodsMax {
				what := fmt.Sprintf("%s has %d methods, at most %d: it does too much", name, n, typeMethodsMax)
				found = append(found, finding{folder, what, folder + " " + name})
			}
		}
	}
	return found
}

// receiver is the name of the type a method belongs to.
func receiver(f *ast.FuncDecl) string {
	name := ""
	ast.Inspect(f.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && name == "" {
			name = id.Name
		}
		return name == ""
	})
	return name
}

// wideTypes finds the structs and interfaces of a file that are too wide.
func wideTypes(t *tree, s *source) []finding {
	var found []finding
	report := func(n ast.Node, kind string, list *ast.FieldList, bound int) {
		if width := listWidth(list); width > bound {
			what := fmt.Sprintf("a type with %d %s, at most %d: it knows too much", width, kind, bound)
			found = append(found, finding{t.at(s, n.Pos()), what, s.path})
		}
	}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		switch wide := n.(type) {
		case *ast.StructType:
			report(n, "fields", wide.Fields, typeFieldsMax)
		case *ast.InterfaceType:
			report(n, "methods", wide.Methods, typeMethodsMax)
		}
		return true
	})
	return found
}

func listWidth(list *ast.FieldList) int {
	n := 0
	for _, field := range list.List {
		n += max(1, len(field.Names))
	}
	return n
}

func TestTypeSizeRule(t *testing.T) {
	t.Parallel()
	fields := func(n int) string { return "type T struct {\n" + strings.Repeat("a, b int\n", n/2) + "}\n" }
	methods := func(recv string, n int) string { return strings.Repeat("func ("+recv+") M() {}\n", n) }
	selfTest(t, checkTypeSize, []example{
		{"at the bounds", map[string]string{
			"a/a.go":      "package a\n" + fields(24) + methods("t *T", 20) + methods("t T", 10),
			"a/a_test.go": "package a\n" + methods("t *T", 5),
		}, nil},
		{
			"fields",
			map[string]string{"a/a.go": "package a\n" + fields(26)},
			[]string{"a/a.go:2: a type with 26 fields, at most 25: it knows too much"},
		},
		{"methods over two files", map[string]string{
			"a/a.go": "package a\n" + methods("t *T[K]", 20),
			"a/b.go": "package a\n" + methods("t T[K]", 11),
		}, []string{"a: T has 31 methods, at most 30: it does too much"}},
		{
			"interface",
			map[string]string{"a/a.go": "package a\ntype I interface {\n" + strings.Repeat("M()\n", 31) + "}\n"},
			[]string{"a/a.go:2: a type with 31 methods, at most 30: it knows too much"},
		},
	})
}
