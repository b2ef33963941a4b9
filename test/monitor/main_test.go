package monitor

import (
	"os"
	"testing"

	"gnatsd/test/harness"
)

func TestMain(m *testing.M) { os.Exit(harness.Main(m)) }
