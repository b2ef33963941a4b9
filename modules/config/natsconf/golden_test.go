package natsconf_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gnatsd/modules/config/natsconf"
)

var update = flag.Bool("update", false, "write the golden files anew")

var goldenEnviron = []string{
	"NATSCONF_NUMBER=5k",
	"NATSCONF_INDIRECT=$NATSCONF_NUMBER",
	"NATSCONF_MAP={a: [x, $NATSCONF_NUMBER], b: {c: 'd'}}",
	"NATSCONF_INJECT=x, port = 1",
	"NATSCONF_BAD=two words",
	"NATSCONF_UNKNOWN=[$NATSCONF_NOWHERE]",
	"NATSCONF_CYCLE=[$NATSCONF_CYCLE_2]",
	"NATSCONF_CYCLE_2=$NATSCONF_CYCLE",
}

// TestGolden reads each testdata/golden/X.conf and compares the tree with X.json or the errors with X.err: just one of
// the two is there.
func TestGolden(t *testing.T) {
	t.Chdir(filepath.Join("testdata", "golden"))
	inputs, err := filepath.Glob("*.conf")
	if err != nil || len(inputs) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, input := range inputs {
		t.Run(input, func(t *testing.T) {
			m, err := natsconf.ParseFile(input, natsconf.Options{Environ: goldenEnviron})
			base := strings.TrimSuffix(input, ".conf")
			if err != nil {
				compareGolden(t, base+".err", err.Error()+"\n")
				return
			}
			compareGolden(t, base+".json", string(natsconf.TreeJSON(m)))
		})
	}
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("got %s\nbut %v", got, err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", file, got, want)
	}
}
