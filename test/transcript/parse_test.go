package transcript

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	t.Parallel()
	s, err := Parse(`# title: all that a file can say
# a comment: with a colon, as its first word is not alone
# needs: --user a --pass b
# config:
#| port: 1
#|   x: 2
# pings: manual
A hello
repeat 2 i
A <@250ms +OK  
repeat 3
A > x
end
end
A anyorder
| one\r\n
| two\r\n
`)
	if err != nil {
		t.Fatal(err)
	}
	if s.Title != "all that a file can say" || strings.Join(s.Needs, " ") != "--user a --pass b" ||
		s.Config != "port: 1\n  x: 2\n" || !s.ManualPings {
		t.Fatalf("directives: %+v", s)
	}
	if len(s.steps) != 3 || len(s.steps[1].body) != 2 || len(s.steps[1].body[1].body) != 1 || len(s.steps[2].chunks) != 2 {
		t.Fatalf("steps: %+v", s.steps)
	}
	if in := s.steps[1].body[0]; in.timeout != 250*time.Millisecond || in.arg != "+OK" || in.line != 10 || in.verb != "<" {
		t.Fatalf("step: %+v", in)
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"no title":               {"A hello", "title"},
		"no steps":               {"# title: x", "steps"},
		"unknown directive":      {"# title: x\n# tittle: y", `line 2: unknown directive "tittle"`},
		"unknown verb":           {"# title: x\nA dance", `line 2: unknown verb "dance"`},
		"not a step":             {"# title: x\nhello", "line 2: not a step"},
		"chunk alone":            {"# title: x\nA hello\n| x", "line 3: a chunk without anyorder"},
		"end alone":              {"# title: x\nend", "line 2: end without repeat"},
		"no end":                 {"# title: x\nrepeat 3\nA sync", "repeat without end"},
		"bad timeout":            {"# title: x\nA <@5q x", "line 2: timeout"},
		"config without heading": {"# title: x\n#| port: 1", "line 2: a line of configuration outside of one"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := Parse(c.text); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("expected %q, got %v", c.want, err)
			}
		})
	}
}

func TestExpand(t *testing.T) {
	t.Parallel()
	r := &run{vars: map[string]string{"i": "7", "name": "x y"}}
	for _, c := range []struct{ text, want string }{
		{`plain`, "plain"},
		{`a\r\n\t\s\0\\\x41\xff`, "a\r\n\t \x00\\A\xff"},
		{`{{i}}-{{name}}`, "7-x y"},
		{`{{i+1}} {{i-1}} {{i*2}} {{i%4}} {{1+2*3}}`, "8 6 14 3 9"},
		{`{{"ab"*3}}{{ "" }}`, "ababab"},
	} {
		if got, err := r.expand(c.text); err != nil || got != c.want {
			t.Errorf("%s: expected %q, got %q, %v", c.text, c.want, got, err)
		}
	}
	for _, text := range []string{
		`\q`, `\`, `\x4`, `\xzz`,
		`{{none}}`, `{{i+}}`, `{{i%0}}`, `{{"a"+1}}`, `{{info.A.x}}`, `{{}}`, `{{i/2}}`,
	} {
		if got, err := r.expand(text); err == nil {
			t.Errorf("%s: expected an error, got %q", text, got)
		}
	}
}

// A script of any shape is read or refused with a line number, never a panic.
func FuzzParse(f *testing.F) {
	paths, err := filepath.Glob("../testdata/transcripts/*.txt")
	if err != nil || len(paths) == 0 {
		f.Fatalf("no scripts to begin with: %v", err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if s, err := Parse(text); err == nil && (s.Title == "" || len(s.steps) == 0) {
			t.Fatalf("accepted a script without title or steps: %q", text)
		}
	})
}
