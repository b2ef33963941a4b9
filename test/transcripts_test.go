package test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gnatsd/test/harness"
	"gnatsd/test/transcript"
)

// Every conversation script passes byte for byte, each on a server of its own: scripts may use the same subjects.
func TestTranscripts(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/transcripts/*.txt")
	must(t, err)
	if len(paths) == 0 {
		t.Fatal("no scripts")
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(path)
			must(t, err)
			script, err := transcript.Parse(string(text))
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			args := script.Needs
			if script.Config != "" {
				args = append(args, "-c", harness.ConfigFile(t, script.Config))
			}
			if err := script.Run(harness.Start(t, args...).Addr()); err != nil {
				t.Fatalf("%s: %s\n%v", path, script.Title, err)
			}
		})
	}
}
