package cli_test

// Goal: whatever is wrong with a value, the complaint says where it stands.
// Method: each key of the schema with values of every kind, most of them wrong.

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gnatsd/cmd/cli"
)

func TestComplaintsHavePlaces(t *testing.T) {
	t.Parallel()
	schema, err := cli.Stock().Schema()
	if err != nil {
		t.Fatal(err)
	}
	complaints := 0
	path := filepath.Join(t.TempDir(), "server.conf")
	for _, o := range schema.Options() {
		for _, value := range []string{
			"-7", "0", "99999", "9223372036854775807", "1.5", `"x y"`, `""`, "x", "true", "[ 1 ]", "[ {} ]", "{ x: 1 }", `"-1s"`,
			`"a:b:c"`, `"udp://"`, `"nats://h"`, `[ "nats://h" ]`, `"2000-01-01"`,
		} {
			text := "ping_max: 2\n" + written(o.Key, value)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := cli.Stock().Configure("-c", path)
			if err == nil {
				continue
			}
			for line := range strings.SplitSeq(err.Error(), "\n") {
				complaints++
				if place, ok := strings.CutPrefix(line, path+":"); !ok || place[0] < '1' || place[0] > '9' {
					t.Errorf("%s: %s\n\t%s", o.Key, value, line)
				}
			}
		}
	}
	if complaints < 500 {
		t.Errorf("only %d complaints", complaints)
	}
}

// written is one key as it stands in a file.
func written(key, value string) string {
	block, rest, nested := strings.Cut(key, ".")
	if nested {
		return block + " {\n" + written(rest, value) + "}\n"
	}
	return key + ": " + value + "\n"
}
