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
	root, err := harness.RepoRoot()
	must(t, err)
	kit := filepath.Join(root, "..", "shared", "conformance")
	if _, err := os.Stat(filepath.Join(kit, "main.go")); err != nil {
		t.Skip("there is no ../shared/conformance beside the repository")
	}
	cmd := exec.CommandContext(t.Context(), "go", "run", "-C", kit, ".",
		"-server", strings.Join(harness.Program(t), " "), "-skip", "needs-(flags|config|auth|tls|cluster|control)")
	cmd.Env = append(os.Environ(), "GOFLAGS=-buildvcs=false") // the kit need not lie in a repository
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("the corpus does not pass: %v\n%s", err, out)
	}
	t.Logf("%s", out)
}
