package tidy

import (
	"encoding/json"
	"os/exec"
	"regexp"
	"testing"
)

// Rule "dependencies": each module that go.mod requires directly has a row in docs/dependencies.md that says why, and
// each row is a module that go.mod requires.

const dependenciesDoc = "docs/dependencies.md"

var dependencyRow = regexp.MustCompile("^\\| `([^`]+)`")

func TestDependencies(t *testing.T) {
	t.Parallel()
	required := directDependencies(t)
	if len(required) == 0 {
		t.Fatal("go.mod requires nothing")
	}
	keep(t, "dependencies", compareDependencies(required, repository(t).docs[dependenciesDoc]))
}

func directDependencies(t *testing.T) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json").Output()
	if err != nil {
		t.Fatalf("reading go.mod: %v", err)
	}
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatalf("reading go.mod: %v", err)
	}
	var direct []string
	for _, r := range mod.Require {
		if !r.Indirect {
			direct = append(direct, r.Path)
		}
	}
	return direct
}

func compareDependencies(required []string, doc string) []finding {
	rows := map[string]bool{}
	for _, line := range prose(doc) {
		if m := dependencyRow.FindStringSubmatch(line); m != nil {
			rows[m[1]] = true
		}
	}
	var found []finding
	for _, name := range required {
		if !rows[name] {
			found = append(found, finding{"go.mod", name + " has no row in " + dependenciesDoc, name})
		}
		delete(rows, name)
	}
	for name := range rows {
		found = append(found, finding{dependenciesDoc, name + " is not required by go.mod", name})
	}
	return found
}

func TestDependenciesRule(t *testing.T) {
	t.Parallel()
	const doc = "| module | why |\n|---|---|\n| `go.uber.org/fx` | wiring |\n| `x.org/gone` | nothing |\n"
	found := compareDependencies([]string{"go.uber.org/fx", "x.org/new"}, doc)
	want := []string{
		"go.mod: x.org/new has no row in docs/dependencies.md",
		"docs/dependencies.md: x.org/gone is not required by go.mod",
	}
	if len(found) != len(want) || found[0].String() != want[0] || found[1].String() != want[1] {
		t.Errorf("findings:\n got %v\nwant %v", found, want)
	}
}
