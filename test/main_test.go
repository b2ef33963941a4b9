package test

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"gnatsd/test/harness"
)

func TestMain(m *testing.M) {
	code := harness.Main(m)
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, "goroutines left behind:", err)
			code = 1
		}
	}
	os.Exit(code)
}
