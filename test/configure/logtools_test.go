//go:build unix

package configure

// Goal: what docs/logging.md tells about other tools works on the log of a server.
// Method: its jq commands are run on one, if there is a jq; its snippets for
// others are YAML, and the fields they name are in the log.

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gnatsd/modules/config"
	"gnatsd/test/harness"
)

const documentedLog = "/var/log/gnatsd.log"

var fence = regexp.MustCompile("(?ms)^```(sh|yml)\n(.*?)^```$")

func toolsSection(t *testing.T) (commands []string, snippets []string) {
	t.Helper()
	root, err := harness.RepoRoot()
	must(t, err)
	page, err := os.ReadFile(filepath.Join(root, "docs", "logging.md"))
	must(t, err)
	_, section, _ := strings.Cut(string(page), "\n## With other tools\n")
	for _, found := range fence.FindAllStringSubmatch(section, -1) {
		if found[1] == "sh" {
			commands = append(commands, strings.Split(strings.TrimSpace(found[2]), "\n")...)
		} else {
			snippets = append(snippets, found[2])
		}
	}
	if len(commands) == 0 || len(snippets) != 2 {
		t.Fatalf("%d commands and %d snippets", len(commands), len(snippets))
	}
	return commands, snippets
}

// loggedJSON is the log file of a server that has refused somebody.
func loggedJSON(t *testing.T) string {
	t.Helper()
	n := newNode(t)
	n.start(base.with(settings{
		"log_file": `"DIR/one.log"`, "log_format": "json", "authorization.token": "t", "debug": "true",
	}))
	if n.login(`,"auth_token":"wrong"`) || !n.login(`,"auth_token":"t"`) {
		t.Fatal("the token does not decide")
	}
	n.kill()
	return filepath.Join(n.dir, "one.log")
}

func TestDocumentedJQ(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("jq"); err != nil {
		t.Skip("no jq:", err)
	}
	commands, _ := toolsSection(t)
	log := loggedJSON(t)
	for _, command := range commands {
		cmd := exec.CommandContext(t.Context(), "sh", "-c", strings.ReplaceAll(command, documentedLog, log))
		var complaints bytes.Buffer
		cmd.Stderr = &complaints
		out, err := cmd.Output()
		if err != nil || complaints.Len() > 0 || len(bytes.Trim(out, "[]\n")) == 0 {
			t.Errorf("%s: %v\n%s%s", command, err, out, &complaints)
		}
	}
}

func TestDocumentedSnippets(t *testing.T) {
	t.Parallel()
	_, snippets := toolsSection(t)
	text, err := os.ReadFile(loggedJSON(t))
	must(t, err)
	fields := map[string]bool{}
	for line := range bytes.Lines(text) {
		entry := map[string]any{}
		must(t, json.Unmarshal(line, &entry))
		for name := range entry {
			fields[name] = true
		}
	}
	for _, name := range []string{"time", "level", "logger", "msg", "pid", "remote", "cid", "error"} {
		if !fields[name] {
			t.Errorf("the log has no field %s", name)
		}
	}
	for _, snippet := range snippets {
		path := filepath.Join(t.TempDir(), "snippet.yml")
		must(t, os.WriteFile(path, []byte(snippet), 0o600))
		if doc, err := config.NewCodecs().Read(path); err != nil || len(doc.Values) == 0 {
			t.Errorf("%v\n%s", err, snippet)
		}
		if !strings.Contains(snippet, documentedLog) {
			t.Errorf("another log file:\n%s", snippet)
		}
	}
}
