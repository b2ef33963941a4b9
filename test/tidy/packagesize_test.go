package tidy

import (
	"fmt"
	"strings"
	"testing"
)

// Rule "packagesize": a package has at most 3,000 lines without its tests; the kernel, which everybody has to know, at
// most 1,500.

const (
	packageLinesMax = 3000
	kernelLinesMax  = 1500
)

func TestPackageSize(t *testing.T) {
	t.Parallel()
	keep(t, "packagesize", checkPackageSize(repository(t)))
}

func checkPackageSize(t *tree) []finding {
	var found []finding
	for folder, files := range t.packages() {
		lines := 0
		for _, s := range files {
			if !s.test() {
				lines += s.lines()
			}
		}
		bound := packageLinesMax
		if folder == "kernel" {
			bound = kernelLinesMax
		}
		if lines > bound {
			found = append(found, finding{folder, fmt.Sprintf("%d lines, at most %d: split it", lines, bound), folder})
		}
	}
	return found
}

func TestPackageSizeRule(t *testing.T) {
	t.Parallel()
	file := func(lines int) string { return "package a\n" + strings.Repeat("\n", lines-1) }
	selfTest(t, checkPackageSize, []example{
		{"at the bounds", map[string]string{
			"kernel/a.go": file(900), "kernel/b.go": file(600), "kernel/b_test.go": file(500),
			"kernel/wire/a.go": file(1501),
			"modules/a/a.go":   file(3000),
		}, nil},
		{"above the bounds", map[string]string{
			"kernel/a.go": file(900), "kernel/b.go": file(601),
			"modules/a/a.go": file(3001),
		}, []string{
			"kernel: 1501 lines, at most 1500: split it",
			"modules/a: 3001 lines, at most 3000: split it",
		}},
	})
}
