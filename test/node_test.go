package test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"gnatsd/test/harness"
)

// The two client libraries for node, the one in wide use and its successor, work unchanged.
func TestNodeClients(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	dir := nodeFolder(t)
	for _, library := range []string{"nats", "@nats-io/transport-node"} {
		t.Run(library, func(t *testing.T) {
			t.Parallel()
			s := harness.Start(t)
			ctx, cancel := context.WithTimeout(t.Context(), 2*harness.Patience)
			defer cancel()
			cmd := exec.CommandContext(ctx, node, "smoke.mjs", s.URL(), library)
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil || !bytes.HasSuffix(out, []byte("passed\n")) {
				t.Fatalf("%v\n%s", err, out)
			}
		})
	}
}

// nodeFolder returns a folder with the script and its installed dependencies, made once per version of both and kept in
// the user's cache. It skips the test when they cannot be installed, which needs npm and the network.
func nodeFolder(t *testing.T) string {
	t.Helper()
	npm, err := exec.LookPath("npm")
	if err != nil {
		t.Skip("npm is not installed")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Skipf("no folder to keep the clients in: %v", err)
	}
	sources := os.DirFS("testdata/npm")
	sum := sha256.New()
	for _, name := range []string{"package.json", "smoke.mjs"} {
		text, err := os.ReadFile(filepath.Join("testdata/npm", name))
		must(t, err)
		sum.Write(text)
	}
	dir := filepath.Join(cache, "gnatsd-test", fmt.Sprintf("npm-%.6x", sum.Sum(nil)))
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	must(t, os.MkdirAll(filepath.Dir(dir), 0o755))
	// Installed beside its final place and renamed as a whole: a broken or a concurrent run leaves nothing half done.
	fresh, err := os.MkdirTemp(filepath.Dir(dir), "new-")
	must(t, err)
	defer os.RemoveAll(fresh)
	must(t, os.CopyFS(fresh, sources))
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, npm, "install", "--no-audit", "--no-fund")
	cmd.Dir = fresh
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("npm cannot install the clients, perhaps there is no network: %v\n%s", err, out)
	}
	if err := os.Rename(fresh, dir); err != nil {
		if _, gone := os.Stat(dir); gone != nil {
			t.Fatalf("keeping the clients: %v", err)
		}
	}
	return dir
}
