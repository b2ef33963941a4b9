package cli_test

// Goal: whatever is wrong with a value, the complaint says where it stands.
// Method: each key of the schema with values of every kind, most of them wrong.

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gnatsd/cmd/cli"
	"gnatsd/modules/config"
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
		if strings.HasPrefix(o.Key, "tls_flags.") {
			continue // only the command line has them
		}
		for _, value := range []string{
			"-7", "99999", "9223372036854775807", "1.5", `"x y"`, "x", "true", "[ {} ]", "{ x: 1 }", `"-1s"`, `"nats://h"`,
		} {
			complaints += checkPlaces(t, schema, path, "ping_max: 2\n"+written(o.Key, value))
		}
	}
	if complaints < 500 {
		t.Errorf("only %d complaints", complaints)
	}
}

// checkPlaces returns how many complaints there are about a file.
func checkPlaces(t *testing.T, schema *config.Schema, path, text string) int {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	doc, err := config.NewCodecs().Read(path)
	if err == nil {
		_, err = config.Load(schema, nil, path, doc)
	}
	if err == nil {
		return 0
	}
	lines := strings.Split(err.Error(), "\n")
	for _, line := range lines {
		if place, ok := strings.CutPrefix(line, path+":"); !ok || place[0] < '1' || place[0] > '9' {
			t.Errorf("%s%s", text, line)
		}
	}
	return len(lines)
}

// written is one key as it stands in a file.
func written(key, value string) string {
	block, rest, nested := strings.Cut(key, ".")
	if nested {
		return block + " {\n" + written(rest, value) + "}\n"
	}
	return key + ": " + value + "\n"
}
