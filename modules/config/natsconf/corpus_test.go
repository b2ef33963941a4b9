package natsconf_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gnatsd/modules/config/natsconf"
)

// The shared corpus lies beside the repository, if it is there at all. Every file is read with its folder as working
// directory; files of the option and start level must parse, what they mean is not the language's business.

type corpusFile struct {
	File   string
	Level  string
	Expect string
	Env    map[string]string
}

func corpus(t *testing.T) []corpusFile {
	t.Helper()
	root, err := os.Getwd()
	for ; err == nil; root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil || root == filepath.Dir(root) {
			break
		}
	}
	folder := filepath.Join(root, "..", "shared", "conformance", "config")
	manifest, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("no corpus in %s", folder)
	}
	var files []corpusFile
	if err := errors.Join(err, json.Unmarshal(manifest, &files)); err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder)
	return files
}

func TestCorpus(t *testing.T) {
	ran := 0
	for _, f := range corpus(t) {
		t.Run(f.File, func(t *testing.T) {
			environ := []string{}
			for name, value := range f.Env {
				environ = append(environ, name+"="+value)
			}
			m, err := natsconf.ParseFile(f.File, natsconf.Options{Environ: environ})
			if f.Level == "parse" && f.Expect == "error" {
				checkRefusal(t, f.File, err)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			checkTree(t, f.File, m)
		})
		ran++
	}
	if ran == 0 {
		t.Error("the corpus is empty")
	}
}

// checkTree compares as text but for the layout, so that 2 and 2.0 differ.
func checkTree(t *testing.T, file string, m *natsconf.Map) {
	t.Helper()
	want, err := os.ReadFile(strings.TrimSuffix(file, ".conf") + ".json")
	if errors.Is(err, os.ErrNotExist) {
		return // refused at a later level
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := natsconf.TreeJSON(m); !bytes.Equal(bytes.TrimSpace(got), bytes.TrimSpace(want)) {
		t.Errorf("got %s\nwant %s", got, want)
	}
	again := map[string]any{}
	text, err := natsconf.Encode(m.Plain())
	if err == nil {
		err = natsconf.Codec{}.Decode(text, again)
	}
	if err != nil {
		t.Fatal(err)
	}
	if second, err := natsconf.Encode(again); err != nil || !bytes.Equal(text, second) {
		t.Errorf("written out it reads back as\n%s(%v), want\n%s", second, err, text)
	}
}

func checkRefusal(t *testing.T, file string, err error) {
	t.Helper()
	var first *natsconf.Error
	if !errors.As(err, &first) {
		t.Fatalf("got %v, want an error", err)
	}
	want := expectation(t, file)
	class := first.Class
	if len(first.IncludedFrom) > 0 {
		class = "include-error"
	}
	if !slices.Contains([]string{want["class"], want["class_also"]}, string(class)) {
		t.Errorf("got class %s, want %s: %v", class, want["class"], err)
	}
	line := strconv.Itoa(first.Pos.Line)
	if want["line"] != "0" && !slices.Contains([]string{want["line"], want["line_also"]}, line) {
		t.Errorf("got line %s, want %s: %v", line, want["line"], err)
	}
	if !first.Pos.IsValid() || !strings.Contains(err.Error(), natsconf.ParseError) {
		t.Errorf("the text is not complete: %v", err)
	}
}

// expectation reads the "name: value" lines of the .err file.
func expectation(t *testing.T, file string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(strings.TrimSuffix(file, ".conf") + ".err")
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ":")
		fields[name] = strings.TrimSpace(value)
	}
	return fields
}
