package tidy

import (
	"fmt"
	"go/ast"
	"regexp"
	"strings"
	"testing"
)

// Rule "docnames": tests and Go files that a document names are there under that name.

var (
	testName = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9]*)`")
	goPath   = regexp.MustCompile("`([a-z0-9_]+(?:/[a-z0-9_]+)+\\.go)`")
)

func TestDocNames(t *testing.T) {
	t.Parallel()
	keep(t, "docnames", checkDocNames(repository(t)))
}

func checkDocNames(t *tree) []finding {
	tests := map[string]bool{}
	for _, s := range t.files {
		for _, d := range s.ast.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && s.test() && f.Recv == nil {
				tests[f.Name.Name] = true
			}
		}
	}
	var found []finding
	for name, text := range t.docs {
		for i, line := range strings.Split(text, "\n") {
			complain := func(what string) {
				found = append(found, finding{fmt.Sprintf("%s:%d", name, i+1), what, name})
			}
			for _, m := range testName.FindAllStringSubmatch(line, -1) {
				if !tests[m[1]] {
					complain("there is no " + m[1])
				}
			}
			for _, m := range goPath.FindAllStringSubmatch(line, -1) {
				if !t.paths[m[1]] {
					complain("there is no " + m[1])
				}
			}
		}
	}
	return found
}

func TestDocNamesRule(t *testing.T) {
	t.Parallel()
	selfTest(t, checkDocNames, []example{
		{"good", map[string]string{
			"a/a_test.go": "package a\nfunc TestA() {}\nfunc FuzzB() {}\n",
			"docs/d.md":   "`TestA`, `FuzzB`, `a/a_test.go`, `Testing`, TestC\n",
		}, nil},
		{"gone", map[string]string{
			"a/a.go":    "package a\nfunc TestA() {}\n",
			"docs/d.md": "`TestA`\n\n`a/b.go`\n",
		}, []string{"docs/d.md:1: there is no TestA", "docs/d.md:3: there is no a/b.go"}},
	})
}
