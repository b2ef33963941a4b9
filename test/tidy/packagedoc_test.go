package tidy

import (
	"go/doc/comment"
	"slices"
	"strings"
	"testing"
)

// Rule "packagedoc": every package has a doc.go with its package comment (a command may have it in main.go, the file a
// newcomer opens), and a module's comment has the headings by which modules are read and compared.

var moduleHeadings = []string{
	"Promise", "Provides", "Needs", "Configuration", "Invariants", "Goroutines", "Limits",
}

func TestPackageDoc(t *testing.T) {
	t.Parallel()
	keep(t, "packagedoc", checkPackageDoc(repository(t)))
}

func checkPackageDoc(t *tree) []finding {
	var found []finding
	for folder, files := range t.packages() {
		doc := packageComment(files)
		if doc == "" {
			found = append(found, finding{folder, "needs a doc.go with the package comment", folder})
			continue
		}
		isModule := under(folder, "modules") && strings.Count(folder, "/") == 1
		if missing := missingHeadings(doc); isModule && len(missing) > 0 {
			what := "doc.go lacks, or has in another order: # " + strings.Join(missing, ", # ")
			found = append(found, finding{folder, what, folder})
		}
	}
	return found
}

func packageComment(files []*source) string {
	for _, s := range files {
		place := s.base() == "doc.go" || s.base() == "main.go" && s.ast.Name.Name == "main"
		if place && s.ast.Doc != nil {
			return s.ast.Doc.Text()
		}
	}
	return ""
}

// missingHeadings gives the module headings that a comment lacks, or has before one that belongs earlier.
func missingHeadings(doc string) []string {
	want := slices.Clone(moduleHeadings)
	var missing []string
	for _, block := range new(comment.Parser).Parse(doc).Content {
		heading, ok := block.(*comment.Heading)
		if !ok || len(heading.Text) != 1 {
			continue
		}
		text, _ := heading.Text[0].(comment.Plain)
		if i := slices.Index(want, string(text)); i >= 0 {
			missing = append(missing, want[:i]...)
			want = want[i+1:]
		}
	}
	return append(missing, want...)
}

func TestPackageDocRule(t *testing.T) {
	t.Parallel()
	full := "// Package auth decides.\n"
	for _, h := range moduleHeadings {
		full += "//\n// # " + h + "\n//\n// Text.\n"
	}
	swapped := strings.Replace(strings.Replace(full, "# Promise", "# X", 1), "# Limits", "# Promise", 1)
	selfTest(t, checkPackageDoc, []example{
		{"good", map[string]string{
			"modules/auth/doc.go":     full + "package auth\n",
			"modules/auth/sub/doc.go": "// Package sub helps.\npackage sub\n",
			"cmd/gnatsd/main.go":      "// Command gnatsd serves.\npackage main\n",
		}, nil},
		{
			"no doc.go",
			map[string]string{"kernel/kernel.go": "// Package kernel is here.\npackage kernel\n"},
			[]string{"kernel: needs a doc.go with the package comment"},
		},
		{
			"no comment",
			map[string]string{"kernel/doc.go": "package kernel\n"},
			[]string{"kernel: needs a doc.go with the package comment"},
		},
		{"headings missing", map[string]string{
			"modules/auth/doc.go": strings.Replace(full, "# Needs", "# Requires", 1) + "package auth\n",
		}, []string{"modules/auth: doc.go lacks, or has in another order: # Needs"}},
		{
			"headings in another order",
			map[string]string{"modules/auth/doc.go": swapped + "package auth\n"},
			[]string{"modules/auth: doc.go lacks, or has in another order: # Promise, # Limits"},
		},
	})
}
