package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gnatsd/cmd/cli"
)

// Without the cluster its block is gone, though another module declares a key of it.
func TestBlockOfAnAbsentModule(t *testing.T) {
	t.Parallel()
	for _, build := range []struct {
		name string
		cli.Build
		want string
	}{
		{"without", cli.Stock().Without("cluster"), "it belongs to module cluster"},
		{"with", cli.Stock(), `did you mean "port"?`},
	} {
		t.Run(build.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "c.conf")
			if err := os.WriteFile(file, []byte("cluster { prt: 6222 }"), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := build.Configure("-c", file); err == nil || !strings.Contains(err.Error(), build.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}
