package natsconf_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"gnatsd/modules/config/natsconf"
)

// doubling defines n variables of which each holds the one before twice.
func doubling(n int) string {
	var b strings.Builder
	b.WriteString("v0 = [x]\n")
	for i := range n {
		fmt.Fprintf(&b, "v%d = [$v%d, $v%d]\n", i+1, i, i)
	}
	return b.String()
}

// chained defines n variables of which each holds the one before one level deeper.
func chained(n int) string {
	var b strings.Builder
	b.WriteString("v0 = [x]\n")
	for i := range n {
		fmt.Fprintf(&b, "v%d = [$v%d]\n", i+1, i)
	}
	return b.String()
}

func TestLimits(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1e6)
	tooLarge, tooDeep := natsconf.TooLarge, natsconf.TooDeep
	for name, test := range map[string]struct {
		text  string
		opts  natsconf.Options
		class natsconf.Class
	}{
		"size":                      {"a = 12345", natsconf.Options{MaxSize: 8}, tooLarge},
		"values":                    {"a = [1, 2, 3]", natsconf.Options{MaxValues: 3}, tooLarge},
		"arrays":                    {"a = " + strings.Repeat("[", 1e6), natsconf.Options{}, tooDeep},
		"maps":                      {strings.Repeat("a {", 1e6), natsconf.Options{}, tooDeep},
		"maps in arrays":            {"a = " + strings.Repeat("[{a ", 1e5), natsconf.Options{}, tooDeep},
		"variables that double":     {doubling(40), natsconf.Options{}, tooLarge},
		"variables that nest":       {chained(5000), natsconf.Options{}, tooDeep},
		"a string used often":       {text: "a = " + long + "\n" + strings.Repeat("b = $a\n", 20), class: tooLarge},
		"environment that doubles":  {"a = $V40", natsconf.Options{Environ: doublingEnviron(40)}, tooLarge},
		"environment that nests":    {"a = $V0", natsconf.Options{Environ: nestingEnviron(2000)}, tooDeep},
		"depth inside a variable":   {"a = [[1]]\nb = [[$a]]", natsconf.Options{MaxDepth: 3}, tooDeep},
		"number of a million nines": {"a = " + strings.Repeat("9", 1e6), natsconf.Options{}, natsconf.IntRange},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.opts.Environ == nil {
				test.opts.Environ = []string{}
			}
			_, err := natsconf.Parse("t", []byte(test.text), test.opts)
			var first *natsconf.Error
			if !errors.As(err, &first) || first.Class != test.class || len(err.Error()) > 300 {
				t.Errorf("got %.300v, want one short error of class %s", err, test.class)
			}
		})
	}
}

func doublingEnviron(n int) []string {
	environ := []string{"V0=[x]"}
	for i := range n {
		environ = append(environ, fmt.Sprintf("V%d=[$V%d, $V%d]", i+1, i, i))
	}
	return environ
}

func nestingEnviron(n int) []string {
	environ := []string{fmt.Sprintf("V%d=x", n)}
	for i := range n {
		environ = append(environ, fmt.Sprintf("V%d=$V%d", i, i+1))
	}
	return environ
}

func TestLongChainOfEnvironmentVariables(t *testing.T) {
	t.Parallel()
	m, err := natsconf.Parse("t", []byte("a = $V0"), natsconf.Options{Environ: nestingEnviron(500)})
	if err != nil {
		t.Fatal(err)
	}
	if got := natsconf.Plain(m.Get("a").Value); got != "x" {
		t.Errorf("got %v, want x", got)
	}
}

func TestWithinLimits(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"arrays":    "a = " + strings.Repeat("[", 1000) + strings.Repeat("]", 1000),
		"variables": doubling(10) + strings.ReplaceAll(chained(500), "v", "w"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := parse(text)
			if err != nil {
				t.Fatal(err)
			}
			if len(natsconf.TreeJSON(m)) == 0 || m.Plain() == nil {
				t.Error("nothing came out")
			}
		})
	}
}

// endless is a file without an end, as a device is.
type endless struct{ fs.File }

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = '\n'
	}
	return len(b), nil
}

func (endless) Close() error { return nil }

func TestEndlessFile(t *testing.T) {
	t.Parallel()
	folder := fstest.MapFS{"x": {}}
	file, err := folder.Open("x")
	if err != nil {
		t.Fatal(err)
	}
	open := func(string) (fs.File, error) { return endless{file}, nil }
	_, err = natsconf.ParseFile("x", natsconf.Options{Open: open, MaxSize: 1000})
	var first *natsconf.Error
	if !errors.As(err, &first) || first.Class != natsconf.TooLarge {
		t.Errorf("got %v, want the file to be too large", err)
	}
}

// broken is a file that fails while it is read.
type broken struct{ fs.File }

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestFileThatFails(t *testing.T) {
	t.Parallel()
	open := func(path string) (fs.File, error) {
		file, err := os.Open(path)
		return broken{file}, err
	}
	_, err := natsconf.ParseFile("parser.go", natsconf.Options{Open: open})
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v, want the error of Read", err)
	}
}

func TestIncludeLimits(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"d/leaf":  {Data: []byte("a = 1")},
		"d/twice": {Data: []byte("include leaf\ninclude leaf\n")},
		"d/four":  {Data: []byte("include twice\ninclude twice\n")},
		"d/large": {Data: []byte("a = " + strings.Repeat("x", 500))},
		"d/often": {Data: []byte(strings.Repeat("include large\n", 5))},
		"d/bin":   {Data: []byte("a\x00")},
	}
	open := func(path string) (fs.File, error) { return files.Open(filepath.ToSlash(path)) }
	for name, test := range map[string]struct {
		text  string
		opts  natsconf.Options
		class natsconf.Class
		place string
	}{
		"number":        {"include four", natsconf.Options{MaxIncludes: 6}, natsconf.TooLarge, "d/twice:2:1"},
		"enough":        {"include four", natsconf.Options{MaxIncludes: 7}, "", ""},
		"depth":         {"include four", natsconf.Options{MaxDepth: 2}, natsconf.TooDeep, "d/twice:1:1"},
		"size":          {"include often", natsconf.Options{MaxSize: 2000}, natsconf.TooLarge, "d/often:4:1"},
		"binary":        {"include bin", natsconf.Options{}, natsconf.NotText, "d/bin:1:2"},
		"itself":        {"include t", natsconf.Options{}, natsconf.IncludeMissing, "d/t:1:1"},
		"absolute name": {"include /leaf", natsconf.Options{}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.opts.Open = open
			_, err := natsconf.Parse("d/t", []byte(test.text), test.opts)
			var first *natsconf.Error
			if test.class == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !errors.As(err, &first) || first.Class != test.class || filepath.ToSlash(first.Pos.String()) != test.place {
				t.Errorf("got %v, want %s at %s", err, test.class, test.place)
			}
		})
	}
}

func TestIncludeCycleThroughLink(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	main := filepath.Join(folder, "main.conf")
	if err := os.WriteFile(main, []byte("m { include link.conf }"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(main, filepath.Join(folder, "link.conf")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	_, err := natsconf.ParseFile(main, natsconf.Options{})
	var first *natsconf.Error
	if !errors.As(err, &first) || first.Class != natsconf.IncludeCycle {
		t.Fatalf("got %v, want a cycle", err)
	}
	if want := main + " -> " + filepath.Join(folder, "link.conf"); !strings.Contains(first.Text, want) {
		t.Errorf("got %q, want the chain %q in it", first.Text, want)
	}
}
