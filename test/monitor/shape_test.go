package monitor

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gnatsd/test/harness"
)

// Goal: names, types and order of the fields of each page stay what tools know.
// Method: pages of a server that has had some traffic are reduced to one line
// for each field and compared with golden files (-update writes them).

var update = flag.Bool("update", false, "write the golden files")

var shapes = []struct{ name, page string }{
	{"varz", "/varz"},
	{"connz", "/connz?auth=1"},
	{"connz-subs", "/connz?subs=1&sort=subs"},
	{"connz-detail", "/connz?subs=detail&sort=subs"},
	{"connz-closed", "/connz?state=closed&subs=detail&auth=1"},
	{"connz-empty", "/connz?acc=nobody"},
	{"subsz", "/subsz"},
	{"subsz-subs", "/subsz?subs=1"},
	{"routez", "/routez"},
	{"healthz", "/healthz"},
	{"accountz", "/accountz"},
	{"accountz-acc", "/accountz?acc=$G"},
	{"accstatz", "/accstatz?unused=1"},
	{"gatewayz", "/gatewayz"},
	{"leafz", "/leafz"},
	{"jsz", "/jsz"},
	{"ipqueuesz", "/ipqueuesz?all=1"},
}

func TestShapes(t *testing.T) {
	t.Parallel()
	harness.OwnServer(t)
	w := start(t)
	traffic(w)
	for _, s := range shapes {
		t.Run(s.name, func(t *testing.T) {
			lines := slices.DeleteFunc(shape(t, w.text(s.page)), func(line string) bool {
				return strings.TrimSpace(line) == "git_commit string" // a build in a clone has one, another has none
			})
			got := []byte(strings.Join(lines, "\n") + "\n")
			path := filepath.Join("testdata", s.name+".golden")
			if *update {
				if err := os.WriteFile(path, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// shape returns a line for each field, in order: its path and type. Elements of
// a list are taken together.
func shape(t testing.TB, text string) []string {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	var lines []string
	if err := walk(decoder, "", &lines); err != nil && !errors.Is(err, io.EOF) {
		t.Fatalf("%v in\n%s", err, text)
	}
	var once []string
	for _, line := range lines {
		if !slices.Contains(once, line) {
			once = append(once, line)
		}
	}
	return once
}

func walk(d *json.Decoder, path string, lines *[]string) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	kind := ""
	switch v := token.(type) {
	case json.Delim:
		return walkInto(d, v, path, lines)
	case string:
		kind = "string"
	case float64:
		kind = "number"
	case bool:
		kind = "boolean"
	case nil:
		kind = "null"
	}
	*lines = append(*lines, path+" "+kind)
	return nil
}

func walkInto(d *json.Decoder, begin json.Delim, path string, lines *[]string) error {
	kind, inner := "object", path
	if begin == '[' {
		kind, inner = "list", path+"[]"
	}
	*lines = append(*lines, path+" "+kind)
	for d.More() {
		name := inner
		if begin == '{' {
			key, err := d.Token()
			if err != nil {
				return err
			}
			name = strings.TrimPrefix(path+"."+key.(string), ".")
		}
		if err := walk(d, name, lines); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}
