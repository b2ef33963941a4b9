package natsconf_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gnatsd/modules/config/natsconf"
)

func fuzzOptions() natsconf.Options {
	return natsconf.Options{
		Environ: []string{"NUMBER=5", "LIST=[$NUMBER, x]", "CYCLE=$CYCLE"},
		Open:    func(path string) (fs.File, error) { return nil, fs.ErrNotExist },
		MaxSize: 1 << 20,
	}
}

func seeds(f *testing.F) {
	files, err := filepath.Glob("testdata/golden/*.conf")
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("a = [$LIST, $number, $CYCLE, $NONE]\nb {c: $a}\n"))
	f.Add([]byte("a = 5' ]}(\n)'\\x4"))
}

// FuzzParse: no text panics, an error always has a place in the text, and a tree can be printed.
func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := natsconf.Parse("t", text, fuzzOptions())
		if err == nil {
			if len(natsconf.TreeJSON(m)) < len("{}") {
				t.Error("an empty text for a tree")
			}
			return
		}
		var list natsconf.Errors
		if !errors.As(err, &list) || len(list) == 0 || len(list) > 10 || m != nil {
			t.Fatalf("got %v with tree %v", err, m)
		}
		for _, e := range list {
			if !e.Pos.IsValid() || e.Pos.Column < 1 || e.Class == "" || e.Text == "" {
				t.Errorf("the error %#v is not complete", e)
			}
		}
	})
}

// FuzzRoundTrip: what was read can be written and read again, unless a key holds quotes of both kinds.
func FuzzRoundTrip(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := natsconf.Parse("t", text, fuzzOptions())
		if err != nil {
			return
		}
		if _, err := natsconf.Encode(m.Plain()); err != nil {
			if !strings.Contains(err.Error(), "quotes of both kinds") {
				t.Error(err)
			}
			return
		}
		roundTrip(t, m.Plain())
	})
}
