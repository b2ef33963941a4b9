package tidy

import (
	"fmt"
	"strings"
	"testing"
)

// Rule "fx": the container stays in module.go, the wiring helpers and the command line; a module's folder has exactly
// one module.go, and it holds wiring and nothing else. modules/config, which is read before there is a container, needs
// none.

const moduleLinesMax = 60

func TestFx(t *testing.T) {
	t.Parallel()
	keep(t, "fx", checkFx(repository(t)))
}

func checkFx(t *tree) []finding {
	var found []finding
	for _, s := range t.files {
		for name, spec := range s.imports() {
			if under(name, "go.uber.org/fx") && !mayKnowFx(s) {
				found = append(found, finding{t.at(s, spec.Pos()), "fx is known to module.go only", s.path})
			}
		}
	}
	for folder, files := range t.packages() {
		found = append(found, checkModuleFile(folder, files)...)
	}
	return found
}

func mayKnowFx(s *source) bool {
	if s.test() || anyUnder(s.dir(), "kernel/kernelfx", "kernel/kerneltest", "cmd/cli", "test", "bench") {
		return true
	}
	return under(s.dir(), "modules") && s.base() == "module.go"
}

// checkModuleFile looks for the one module.go of a module, and for strays in its sub-packages.
func checkModuleFile(folder string, files []*source) []finding {
	if !under(folder, "modules") || folder == "modules" {
		return nil
	}
	isModule := strings.Count(folder, "/") == 1
	for _, s := range files {
		switch {
		case s.base() != "module.go":
			continue
		case !isModule:
			return []finding{{s.path, "only the module's own folder has a module.go", s.path}}
		case s.lines() > moduleLinesMax:
			what := fmt.Sprintf("%d lines, at most %d: it holds wiring and nothing else", s.lines(), moduleLinesMax)
			return []finding{{s.path, what, s.path}}
		}
		return nil
	}
	if isModule && folder != "modules/config" {
		return []finding{{folder, "a module has a module.go", folder}}
	}
	return nil
}

func TestFxRule(t *testing.T) {
	t.Parallel()
	const imports = "import _ \"go.uber.org/fx\"\n"
	selfTest(t, checkFx, []example{
		{"good", map[string]string{
			"modules/auth/module.go":    "package auth\n" + imports,
			"modules/auth/auth.go":      "package auth\n",
			"modules/auth/auth_test.go": "package auth\n" + imports,
			"modules/auth/sub/sub.go":   "package sub\n",
			"modules/config/tree.go":    "package config\n",
			"kernel/kernelfx/door.go":   "package kernelfx\n" + imports,
			"cmd/cli/build.go":          "package cli\n" + imports,
		}, nil},
		{"fx outside", map[string]string{
			"modules/auth/module.go": "package auth\n" + imports,
			"modules/auth/auth.go":   "package auth\nimport _ \"go.uber.org/fx/fxevent\"\n",
			"cmd/gnatsd/main.go":     "package main\n" + imports,
		}, []string{
			"cmd/gnatsd/main.go:2: fx is known to module.go only",
			"modules/auth/auth.go:2: fx is known to module.go only",
		}},
		{
			"no module.go",
			map[string]string{"modules/auth/auth.go": "package auth\n"},
			[]string{"modules/auth: a module has a module.go"},
		},
		{"stray module.go", map[string]string{
			"modules/auth/module.go":     "package auth\n",
			"modules/auth/sub/module.go": "package sub\n",
		}, []string{"modules/auth/sub/module.go: only the module's own folder has a module.go"}},
		{
			"long module.go",
			map[string]string{"modules/auth/module.go": "package auth\n" + strings.Repeat("\n", 60)},
			[]string{"modules/auth/module.go: 61 lines, at most 60: it holds wiring and nothing else"},
		},
	})
}
