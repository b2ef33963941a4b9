package cli_test

// Goal: files that other servers take are taken, and what they refuse is refused
// at the same line. Method: the corpus in the folder shared beside the repository,
// if it is there: files of the parse level through "check --tree", those of the
// options level through "check", those of the start level through a start. What
// the reference showed of a file that it took, our settings show too.

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gnatsd/cmd/cli"
)

type corpusFile struct {
	File, Level, Expect string
	Env                 map[string]string
}

// later are the files that count on what no module of the stock build has yet,
// and what that is. Each must be refused for this reason alone.
var later = map[string]string{
	"o13-accounts.conf": "accounts, system accounts",
	"o14-mappings.conf": "subject mappings",
}

func TestCorpus(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", "..", "..", "shared", "conformance", "config"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "manifest.json"))
	if err != nil {
		t.Skip("no corpus:", err)
	}
	var files []corpusFile
	if err := json.Unmarshal(text, &files); err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	t.Chdir(root)
	for _, file := range files {
		t.Run(file.File, func(t *testing.T) {
			for name, value := range file.Env {
				t.Setenv(name, value)
			}
			file.check(t)
		})
	}
}

func (f corpusFile) check(t *testing.T) {
	args := []string{"gnatsd", "check", "-c", f.File}
	switch f.Level {
	case "parse":
		args = append(args, "--tree")
	case "start":
		args = []string{"gnatsd", "-c", f.File, "-a", "127.0.0.1", "-p", "-1"}
	}
	var out, complaints bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second) // a server that should have refused
	defer cancel()
	status := cli.Run(ctx, cli.Stock(), args, &out, &complaints)
	if what := later[f.File]; what != "" {
		if status != 1 || !onlyLacks(complaints.String(), what) {
			t.Fatalf("to be refused for the lack of %s, but status %d:\n%s", what, status, complaints.String())
		}
		t.Skip("this server does not have ", what)
	}
	if f.Expect == "error" {
		if status == 0 {
			t.Fatal("accepted")
		}
		checkLine(t, f.File, complaints.String())
		return
	}
	if status != 0 {
		t.Fatalf("status %d: %s", status, complaints.String())
	}
	if f.Expect == "warning" && f.Level == "options" {
		checkLine(t, f.File, complaints.String())
	}
	if want, err := os.ReadFile(strings.TrimSuffix(f.File, ".conf") + ".json"); f.Level == "parse" && err == nil {
		if !bytes.Equal(bytes.TrimSpace(out.Bytes()), bytes.TrimSpace(want)) {
			t.Errorf("printed %s\nwant %s", out.String(), want)
		}
	}
}

// onlyLacks tells whether the complaints are that the server does not have these,
// one line each, and nothing else.
func onlyLacks(complaints, what string) bool {
	lines, lacks := strings.Split(strings.TrimSpace(complaints), "\n"), strings.Split(what, ", ")
	return slices.EqualFunc(lines, lacks, func(line, lack string) bool {
		return strings.HasSuffix(line, ": this server does not have "+lack)
	})
}

// checkLine wants one of the complaints at the line that the corpus names.
func checkLine(t *testing.T, file, complaints string) {
	t.Helper()
	text, err := os.ReadFile(strings.TrimSuffix(file, ".conf") + ".err")
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range regexp.MustCompile(`(?m)^line(?:_also)?: (\d+)`).FindAllStringSubmatch(string(text), -1) {
		if found[1] == "0" || strings.Contains(complaints, ":"+found[1]+":") {
			return
		}
	}
	t.Errorf("no complaint at the line of\n%s\nbut\n%s", text, complaints)
}
