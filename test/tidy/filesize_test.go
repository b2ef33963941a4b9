package tidy

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// Rule "filesize": a file has at most 500 lines, and a line at most 120 characters, a tab counting as one.

const (
	fileLinesMax   = 500
	lineColumnsMax = 120
)

func TestFileSize(t *testing.T) {
	t.Parallel()
	keep(t, "filesize", checkFileSize(repository(t)))
}

func checkFileSize(t *tree) []finding {
	var found []finding
	for _, s := range t.files {
		if n := s.lines(); n > fileLinesMax {
			what := fmt.Sprintf("%d lines, at most %d: one concept, one file", n, fileLinesMax)
			found = append(found, finding{s.path, what, s.path})
		}
		number := 0
		for line := range strings.Lines(string(s.text)) {
			number++
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\r\n")); n > lineColumnsMax {
				what := fmt.Sprintf("%d columns, at most %d", n, lineColumnsMax)
				found = append(found, finding{fmt.Sprintf("%s:%d", s.path, number), what, s.path})
			}
		}
	}
	return found
}

func TestFileSizeRule(t *testing.T) {
	t.Parallel()
	const head = "package a\n"
	selfTest(t, checkFileSize, []example{
		{"at the bounds", map[string]string{
			"a/long.go": head + strings.Repeat("\n", fileLinesMax-1),
			"a/wide.go": head + "//" + strings.Repeat("é", lineColumnsMax-2) + "\n",
		}, nil},
		{"above the bounds", map[string]string{
			"a/long.go": head + strings.Repeat("\n", fileLinesMax),
			"a/wide.go": head + "//" + strings.Repeat("x", lineColumnsMax-1) + "\n",
			"a/tabs.go": head + "\t//" + strings.Repeat("x", lineColumnsMax-2) + "\n",
		}, []string{
			"a/long.go: 501 lines, at most 500: one concept, one file",
			"a/tabs.go:2: 121 columns, at most 120",
			"a/wide.go:2: 121 columns, at most 120",
		}},
	})
}
