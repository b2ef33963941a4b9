package main

import (
	"bytes"
	"regexp"
	"testing"
)

// Goal: each measurement can be made. Method: a small and short run with this server alone.
func TestSmallRun(t *testing.T) {
	if testing.Short() {
		t.Skip("starts servers")
	}
	var output bytes.Buffer
	arguments := []string{"-peer", "none", "-rounds", "1", "-time", "100ms", "-subjects", "1000"}
	if err := run(t.Context(), arguments, &output); err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?m)^[a-z]+-\w+ +\d+\.\d +\w`).FindAllString(output.String(), -1)
	if len(lines) != 9 {
		t.Errorf("%d measurements in\n%s", len(lines), output.String())
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	for _, bad := range [][]string{{"x"}, {"-rounds", "0"}, {"-only", "("}, {"-subjects", "0"}, {"-time", "-1s"}} {
		if _, err := parseOptions(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
