package tidy

import (
	"path"
	"slices"
	"strings"
	"testing"
)

// Rule "names": no package is named after having no subject.

var emptyNames = []string{"util", "utils", "common", "helper", "helpers", "misc", "manager", "shared", "base"}

func TestNames(t *testing.T) {
	t.Parallel()
	keep(t, "names", checkNames(repository(t)))
}

func checkNames(t *tree) []finding {
	var found []finding
	for folder, files := range t.packages() {
		name := strings.TrimSuffix(files[0].ast.Name.Name, "_test")
		if slices.Contains(emptyNames, name) || slices.Contains(emptyNames, path.Base(folder)) {
			found = append(found, finding{folder, "name the package after what it is about", folder})
		}
	}
	return found
}

func TestNamesRule(t *testing.T) {
	t.Parallel()
	selfTest(t, checkNames, []example{
		{"good", map[string]string{"kernel/a.go": "package kernel\n", "cmd/x/main.go": "package main\n"}, nil},
		{
			"package clause",
			map[string]string{"kernel/a.go": "package util\n"},
			[]string{"kernel: name the package after what it is about"},
		},
		{"folder and test package", map[string]string{
			"kernel/common/a.go": "package c\n",
			"test/a_test.go":     "package helpers_test\n",
		}, []string{
			"kernel/common: name the package after what it is about",
			"test: name the package after what it is about",
		}},
	})
}
