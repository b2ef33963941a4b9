package tidy

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// Rule "logfields": each field that the server logs has its row in docs/logging.md, and each row is logged.

const fieldPage = "docs/logging.md"

func TestLogFields(t *testing.T) {
	t.Parallel()
	keep(t, "logfields", checkLogFields(repository(t)))
}

// fieldRows returns the fields that the page has rows for.
func fieldRows(page string) map[string]bool {
	_, fields, _ := strings.Cut(page, "\n## Fields\n")
	fields, _, _ = strings.Cut(fields, "\n## ")
	rows := map[string]bool{}
	for line := range strings.Lines(fields) {
		if name, row := strings.CutPrefix(line, "| `"); row {
			name, _, _ = strings.Cut(name, "`")
			rows[name] = true
		}
	}
	return rows
}

func checkLogFields(t *tree) []finding {
	rows, logged := fieldRows(t.docs[fieldPage]), map[string]bool{"rid": true} // of connections between servers
	var found []finding
	for _, s := range t.files {
		if s.test() || !anyUnder(s.dir(), "cmd", "kernel", "modules") {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !isZapCall(call) {
				return true
			}
			name := fieldName(call)
			logged[name] = true
			if name != "" && !rows[name] {
				found = append(found, finding{t.at(s, call.Pos()), name + " has no row in " + fieldPage, s.path})
			}
			return true
		})
	}
	for name := range rows {
		if !logged[name] {
			found = append(found, finding{fieldPage, "nothing logs the field " + name, fieldPage})
		}
	}
	return found
}

func isZapCall(call *ast.CallExpr) bool {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := selector.X.(*ast.Ident)
	return ok && pkg.Name == "zap"
}

// fieldName returns the name of the field that a call makes, "" if it makes none.
func fieldName(call *ast.CallExpr) string {
	if call.Fun.(*ast.SelectorExpr).Sel.Name == "Error" {
		return "error"
	}
	if len(call.Args) < 2 {
		return ""
	}
	text, ok := call.Args[0].(*ast.BasicLit)
	if !ok || text.Kind != token.STRING {
		return ""
	}
	name, err := strconv.Unquote(text.Value)
	if err != nil {
		return ""
	}
	return name
}
