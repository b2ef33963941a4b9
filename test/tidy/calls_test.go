package tidy

import (
	"go/ast"
	"go/build/constraint"
	"path"
	"strings"
	"testing"
)

// Rule "calls": what nobody calls, with what to do instead.

// ban names functions of a package, or builtins when the package is empty; a name ending in * is a prefix.
type ban struct {
	pkg, name string
	instead   string
	except    func(s *source, function string) bool
}

var bans = []ban{
	{"time", "Sleep", "wait for a condition with a deadline, or for a timer and a stop", nowhere},
	{"os", "Exit", "return an error, only commands exit", inCommand},
	{"log", "*", "log with the zap logger you were given", nowhere},
	{"fmt", "Print*", "write to the writer you were given, only commands print", inPrinter},
	{"", "panic", "return an error, panic only in files built under the invariants tag", underInvariants},
	{"", "print", "write to the writer you were given", nowhere},
	{"", "println", "write to the writer you were given", nowhere},
}

func nowhere(*source, string) bool { return false }

func inCommand(s *source, function string) bool {
	return under(s.dir(), "cmd") || s.ast.Name.Name == "main" || s.test() && function == "TestMain"
}

func inPrinter(s *source, function string) bool {
	return anyUnder(s.dir(), "cmd", "bench", "examples") || s.test() && strings.HasPrefix(function, "Example")
}

// underInvariants tells whether a panic may stand in a file: tests, and what is compiled only with the checks on, which
// are on under the tag invariants and in race builds.
func underInvariants(s *source, _ string) bool {
	if s.test() {
		return true
	}
	for _, group := range s.ast.Comments {
		for _, c := range group.List {
			if expr, err := constraint.Parse(c.Text); err == nil && c.Pos() < s.ast.Package {
				return !expr.Eval(func(tag string) bool { return tag != "invariants" && tag != "race" })
			}
		}
	}
	return false
}

func TestCalls(t *testing.T) {
	t.Parallel()
	keep(t, "calls", checkCalls(repository(t)))
}

func checkCalls(t *tree) []finding {
	var found []finding
	for _, s := range t.files {
		names := importNames(s)
		for _, decl := range s.ast.Decls {
			ast.Inspect(decl, func(n ast.Node) bool {
				pkg, name := reference(n, names)
				for _, b := range bans {
					if name != "" && b.pkg == pkg && matches(b.name, name) && !b.except(s, declName(decl)) {
						what := strings.TrimPrefix(pkg+"."+name, ".") + ": " + b.instead
						found = append(found, finding{t.at(s, n.Pos()), what, s.path})
					}
				}
				return true
			})
		}
	}
	return found
}

func matches(pattern, name string) bool {
	prefix, wild := strings.CutSuffix(pattern, "*")
	return name == pattern || wild && strings.HasPrefix(name, prefix)
}

// reference gives the package and name a node refers to: pkg.Name, used in any way, or the call of a builtin.
func reference(n ast.Node, names map[string]string) (pkg, name string) {
	switch x := n.(type) {
	case *ast.SelectorExpr:
		if id, ok := x.X.(*ast.Ident); ok && names[id.Name] != "" {
			return names[id.Name], x.Sel.Name
		}
	case *ast.CallExpr:
		if id, ok := x.Fun.(*ast.Ident); ok {
			return "", id.Name
		}
	}
	return "", ""
}

// importNames gives the import path behind each name the file's imports bind.
func importNames(s *source) map[string]string {
	names := map[string]string{}
	for name, spec := range s.imports() {
		local := path.Base(name)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		names[local] = name
	}
	return names
}

func TestCallsRule(t *testing.T) {
	t.Parallel()
	const boom = "func f() { panic(1) }\n"
	selfTest(t, checkCalls, []example{
		{"good", map[string]string{
			"a/race.go":        "//go:build invariants || race\n\npackage a\n" + boom,
			"a/a_test.go":      "package a\nimport \"fmt\"\nfunc ExampleF() { fmt.Println(1) }\n" + boom,
			"a/main_test.go":   "package a\nimport \"os\"\nfunc TestMain() { os.Exit(1) }\n",
			"cmd/cli/a.go":     "package cli\nimport (\"fmt\"; \"os\")\nfunc f() { fmt.Println(1); os.Exit(1) }\n",
			"a/shadow.go":      "package a\nfunc f(log T) { log.Print(1) }\n",
			"a/fprint.go":      "package a\nimport \"fmt\"\nfunc f() { fmt.Fprintln(nil, 1) }\n",
			"bench/x/print.go": "package x\nimport \"fmt\"\nfunc f() { fmt.Printf(\"\") }\n",
		}, nil},
		{"sleeping", map[string]string{
			"a/a_test.go": "package a\nimport \"time\"\nfunc TestX() { time.Sleep(1) }\n",
			"a/a.go":      "package a\nimport clock \"time\"\nvar nap = clock.Sleep\n",
		}, []string{
			"a/a.go:3: time.Sleep: wait for a condition with a deadline, or for a timer and a stop",
			"a/a_test.go:3: time.Sleep: wait for a condition with a deadline, or for a timer and a stop",
		}},
		{"leaving", map[string]string{
			"a/a.go": "package a\nimport \"os\"\nfunc f() { os.Exit(1) }\n",
			"a/b.go": "package a\n" + boom,
			"a/c.go": "//go:build !invariants\n\npackage a\n" + boom,
			"a/d.go": "//go:build linux && !race\n\npackage a\n" + boom,
		}, []string{
			"a/a.go:3: os.Exit: return an error, only commands exit",
			"a/b.go:2: panic: return an error, panic only in files built under the invariants tag",
			"a/c.go:4: panic: return an error, panic only in files built under the invariants tag",
			"a/d.go:4: panic: return an error, panic only in files built under the invariants tag",
		}},
		{"printing", map[string]string{
			"a/a.go":      "package a\nimport (\"fmt\"; \"log\")\nfunc f() {\nfmt.Print(1)\nlog.Fatal(1)\nprintln(1)\n}\n",
			"a/a_test.go": "package a\nimport \"fmt\"\nfunc TestX() { fmt.Println(1) }\n",
		}, []string{
			"a/a.go:4: fmt.Print: write to the writer you were given, only commands print",
			"a/a.go:5: log.Fatal: log with the zap logger you were given",
			"a/a.go:6: println: write to the writer you were given",
			"a/a_test.go:3: fmt.Println: write to the writer you were given, only commands print",
		}},
	})
}
