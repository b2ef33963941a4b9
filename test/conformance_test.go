package test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gnatsd/test/harness"
)

// The conformance corpus that several servers share passes on a server with default options, and monitoring
// where a conversation asks why it was closed.
func TestConformanceCorpus(t *testing.T) {
	t.Parallel()
	conform(t, "-skip", "needs-(flags|config|auth|tls|cluster|control)")
}

// So does what it has about clusters, on servers that it configures.
func TestClusterConformance(t *testing.T) {
	t.Parallel()
	conform(t, filepath.Join("transcripts", "cluster"))
}

// conform runs a part of the corpus, if it is there.
func conform(t *testing.T, args ...string) {
	t.Helper()
	root, err := harness.RepoRoot()
	must(t, err)
	kit := filepath.Join(root, "..", "shared", "conformance")
	if _, err := os.Stat(filepath.Join(kit, "main.go")); err != nil {
		t.Skip("there is no ../shared/conformance beside the repository")
	}
	args = append([]string{"run", "-C", kit, ".", "-server", strings.Join(harness.Program(t), " ")}, args...)
	for try := 1; ; try++ {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Env = append(os.Environ(), "GOFLAGS=-buildvcs=false") // the kit need not lie in a repository
		out, err := cmd.CombinedOutput()
		if err == nil {
			t.Logf("%s", out)
			return
		}
		// The kit looks for free ports and then lets them go: somebody else may have been quicker.
		if try == triesMax || !strings.Contains(string(out), "address already in use") {
			t.Fatalf("the corpus does not pass: %v\n%s", err, out)
		}
	}
}

// triesMax is how often the corpus may lose a port it has found.
const triesMax = 5
