package tidy

import (
	"go/ast"
	"strings"
	"testing"
)

// Rule "goroutines": above each go statement of the kernel and the modules a comment "// goroutine: …" names who owns
// the goroutine and what stops it.

const goroutineComment = "// goroutine: "

func TestGoroutines(t *testing.T) {
	t.Parallel()
	keep(t, "goroutines", checkGoroutines(repository(t)))
}

func checkGoroutines(t *tree) []finding {
	var found []finding
	for _, s := range t.files {
		if s.test() || !anyUnder(s.dir(), "kernel", "modules") {
			continue
		}
		named := goroutineLines(t, s)
		ast.Inspect(s.ast, func(n ast.Node) bool {
			if g, ok := n.(*ast.GoStmt); ok && !named[t.fset.Position(g.Pos()).Line-1] {
				what := "above a go statement, say who owns and stops it: " + goroutineComment + "…"
				found = append(found, finding{t.at(s, g.Pos()), what, s.path})
			}
			return true
		})
	}
	return found
}

// goroutineLines gives the last line of each comment that has a goroutine line with a text.
func goroutineLines(t *tree, s *source) map[int]bool {
	lines := map[int]bool{}
	for _, group := range s.ast.Comments {
		for _, c := range group.List {
			if text, ok := strings.CutPrefix(c.Text, goroutineComment); ok && strings.TrimSpace(text) != "" {
				lines[t.fset.Position(group.End()).Line] = true
			}
		}
	}
	return lines
}

func TestGoroutinesRule(t *testing.T) {
	t.Parallel()
	const head = "package a\n\nfunc f() {\n"
	const want = "say who owns and stops it: // goroutine: …"
	selfTest(t, checkGoroutines, []example{
		{"good", map[string]string{
			"kernel/a.go":      head + "\t// goroutine: owned by the outbox, ends when it is empty\n\tgo f()\n}\n",
			"kernel/b.go":      head + "\t// goroutine: owned by the outbox,\n\t// ends when it is empty\n\tgo f()\n}\n",
			"kernel/a_test.go": head + "\tgo f()\n}\n",
			"bench/a.go":       head + "\tgo f()\n}\n",
		}, nil},
		{"nobody owns it", map[string]string{
			"kernel/a.go":    head + "\tgo f()\n}\n",
			"modules/a/a.go": head + "\t// writes until closed\n\tgo f()\n}\n",
			"modules/a/b.go": head + "\t// goroutine: far away\n\n\tgo f()\n}\n",
			"modules/a/c.go": head + "\t// goroutine: \n\tgo f()\n}\n",
		}, []string{
			"kernel/a.go:4: above a go statement, " + want,
			"modules/a/a.go:5: above a go statement, " + want,
			"modules/a/b.go:6: above a go statement, " + want,
			"modules/a/c.go:5: above a go statement, " + want,
		}},
	})
}
