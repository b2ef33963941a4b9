package main

// Goal: the pages are in step with the server, and every example of a
// configuration works. Method: they are generated anew and compared ("go run
// ./cmd/reference" writes them); samples and fenced examples are loaded.

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gnatsd/cmd/cli"
)

const root = "../.."

func TestPagesAreInStep(t *testing.T) {
	t.Parallel()
	schema, err := cli.Stock().Schema()
	if err != nil {
		t.Fatal(err)
	}
	for path, generate := range pages {
		have, err := os.ReadFile(filepath.Join(root, path))
		if err != nil || !bytes.Equal(have, generate(schema)) {
			t.Errorf("%s is not in step: go run ./cmd/reference (%v)", path, err)
		}
	}
	for _, o := range schema.Options() {
		if o.Doc == "" {
			t.Errorf("key %q has no sentence", o.Key)
		}
	}
}

func TestSamplesWork(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join(root, "configs", "*"))
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	deeper, err := filepath.Glob(filepath.Join(root, "configs", "*", "*.conf"))
	if err != nil || len(deeper) == 0 {
		t.Fatal(deeper, err)
	}
	for _, path := range append(paths, deeper...) {
		if info, err := os.Stat(path); err != nil || info.IsDir() || strings.HasSuffix(path, ".schema.json") {
			continue
		}
		if _, err := cli.Stock().Configure("-c", path); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// The sample with every comment sign in front of a key taken away says what the
// server does anyway.
func TestSampleHoldsTheDefaults(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root, "configs", "gnatsd.conf"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "all.conf")
	text = regexp.MustCompile(`(?m)^( *)#([a-z_}])`).ReplaceAll(text, []byte("$1$2"))
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := cli.Stock().Configure("-c", path)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	none, err := cli.Stock().Configure()
	if err != nil {
		t.Fatal(err)
	}
	want := none.Settings()
	for i, s := range all.Settings() {
		if s.Value != want[i].Value {
			t.Errorf("%s: %s, want %s", s.Key, s.Value, want[i].Value)
		}
		_, name, _ := strings.Cut("."+s.Key, ".")
		name = name[strings.LastIndexByte(name, '.')+1:]
		if s.Origin == "default" && !strings.Contains(string(text), "# "+name+": ") { // as an example
			t.Errorf("%s is not in the sample", s.Key)
		}
	}
}

var fence = regexp.MustCompile("(?ms)^```(conf|yaml|toml)\n(.*?)^```$")

// Every example in the documents is a configuration.
func TestExamplesInDocuments(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	found := 0
	for _, path := range append(paths, filepath.Join(root, "README.md")) {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // a README is written later than this
		}
		for _, example := range fence.FindAllStringSubmatch(string(text), -1) {
			found++
			file := filepath.Join(t.TempDir(), "example."+example[1])
			if err := os.WriteFile(file, []byte(example[2]), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := cli.Stock().Configure("-c", file); err != nil {
				t.Errorf("%s: %v in\n%s", path, err, example[2])
			}
		}
	}
	if found == 0 {
		t.Error("no examples")
	}
}

func TestSchemaIsJSON(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root, "configs", "gnatsd.schema.json"))
	if err != nil || !json.Valid(text) {
		t.Errorf("not JSON: %v", err)
	}
}

func TestManualPages(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := manual(folder); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "gnatsd.8"))
	if err != nil || !strings.Contains(string(text), "max_traced_msg_len") {
		t.Errorf("the page of the server: %v\n%s", err, text)
	}
	if _, err := os.Stat(filepath.Join(folder, "gnatsd-check.8")); err != nil {
		t.Error(err)
	}
}
