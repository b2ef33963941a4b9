//go:build unix

package configure

import (
	"os"
	"testing"

	"gnatsd/test/harness"
)

func TestMain(m *testing.M) { os.Exit(harness.Main(m)) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
