package natsconf_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"gnatsd/modules/config/natsconf"
)

// parse reads a text with the name "t" and an empty environment.
func parse(text string) (*natsconf.Map, error) {
	return natsconf.Parse("t", []byte(text), natsconf.Options{Environ: []string{}})
}

func TestParseValues(t *testing.T) {
	t.Parallel()
	const date = `{"$datetime": "2016-05-04T18:53:41Z"}`
	for name, test := range map[string]struct{ text, want string }{
		"empty value at the end":          {"a =", `{"a": ""}`},
		"empty value before semicolon":    {"a = ; b = ,", `{"a": "", "b": ""}`},
		"separator belongs to the value":  {"a ==b\nc:=d", `{"a": "=b", "c": "=d"}`},
		"hash behind a blank":             {"a #c", `{"a": "#c"}`},
		"semicolon starts a key":          {"a=1;;b=2", `{";b": 2, "a": 1}`},
		"no blank before the brace":       {"m{a: 1", `{"m{a": 1}`},
		"no-break space around keys":      {"\u00a0a\u00a0=\u00a01", `{"a": 1}`},
		"no-break space in a value":       {"a = b\u00a0c", `{"a": "b` + "\u00a0" + `c"}`},
		"lone CR ends lines":              {"a = 1\rb = 2", `{"a": 1, "b": 2}`},
		"empty key":                       {`"" = 1`, `{"": 1}`},
		"plus is text":                    {"a = +5", `{"a": "+5"}`},
		"comment behind a float":          {"a = 1.5#c", `{"a": 1.5}`},
		"comment behind a negative":       {"a = -5#c", `{"a": -5}`},
		"comment behind digits":           {"a = 5#c", `{"a": "5#c"}`},
		"block closed by the end":         {"a = (\nx\n)", `{"a": "\nx\n"}`},
		"parenthesis with a comment":      {"a = (\n) # no\n)\n", `{"a": "\n) # no\n"}`},
		"separator in an array":           {"a = [=]", `{"a": ["="]}`},
		"closing brace behind a value":    {"a = x } b = 1", `{"a": "x", "b": 1}`},
		"braces twice":                    {"{{a: 1}}", `{"a": 1}`},
		"brace left open around the file": {"{\na: 1\n", `{"a": 1}`},
		"lone brace":                      {"}", `{}`},
		"brace as key":                    {"} x", `{"}": "x"}`},
		"include is a string in an array": {"a = [include\nx]", `{"a": ["include", "x"]}`},
		"semicolon is empty in a map":     {"m {a: ;}", `{"m": {"a": ""}}`},
		"value of a date in a map":        {"m {\nd: 2016-05-04T18:53:41Z}", `{"m": {"d": ` + date + `}}`},
		"a quote makes a word a string":   {"a = true'\nb = $a'", `{"a": "true", "b": "$a"}`},
		"invalid UTF-8 ends no key":       {"a\xa0b = 1", `{"a` + `\ufffdb": 1}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := parse(test.text)
			if err != nil {
				t.Fatal(err)
			}
			if got := oneLine(natsconf.TreeJSON(m)); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// oneLine removes the layout of TreeJSON.
func oneLine(tree []byte) string {
	lines := strings.Split(strings.TrimSpace(string(tree)), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimLeft(line, " ")
		if strings.HasSuffix(line, ",") {
			lines[i] += " "
		}
	}
	return strings.Join(lines, "")
}

// refusal is a text that is refused.
type refusal struct {
	text  string
	class natsconf.Class
	place string
	about string // part of the text
}

// Mistakes in what surrounds values.
var structureRefusals = map[string]refusal{
	"junk behind a value":         {"a = 1\nb = foo bar", natsconf.ValueTerminator, "t:2:9", `found "b" behind a value`},
	"junk behind a quote":         {`a = "x" y`, natsconf.ValueTerminator, "t:1:9", `found "y"`},
	"bracket at top level":        {"a = [1]]", natsconf.ValueTerminator, "t:1:8", `found "]"`},
	"brace in the middle":         {"a = 1\n}\nb = 2", natsconf.ValueTerminator, "t:3:3", `found "="`},
	"comment behind a separator":  {"a = # c", natsconf.ValueTerminator, "t:1:7", `found "c"`},
	"suffix behind a float":       {"a = 1.5k", natsconf.ValueTerminator, "t:1:8", `found "k"`},
	"junk behind an address":      {"a = 10.0.0.0/8", natsconf.ValueTerminator, "t:1:13", `found "/"`},
	"duration behind a minus":     {"a = -5s", natsconf.ValueTerminator, "t:1:7", `found "s"`},
	"byte that is no UTF-8":       {"a = 'x'\xff", natsconf.ValueTerminator, "t:1:8", "found the byte 0xff"},
	"new line behind a separator": {"a = 1\nb =\n", natsconf.MissingValue, "t:2:4", `a value for the key "b"`},
	"no value in a map":           {"m { b: }", natsconf.MissingValue, "t:1:8", `found "}", expected a value`},
	"comma for a value":           {"m { b: , c: 1 }", natsconf.MissingValue, "t:1:8", `found ","`},
	"separator without a key":     {"a = 1\n = 2", natsconf.UnexpectedSeparator, "t:2:2", `found "="`},
	"key alone":                   {"a = 1\nlonely\n", natsconf.DanglingKey, "t:3:1", `a value for the key "lonely"`},
	"map not closed":              {"m {\n a: 1\n", natsconf.UnexpectedEOF, "t:3:1", "to close the map of line 1"},
	"map not closed in a line":    {"m { a: 1", natsconf.UnexpectedEOF, "t:1:9", `expected "}"`},
	"key alone in a map":          {"m {a}", natsconf.UnexpectedEOF, "t:1:6", `the key "a}"`},
	"array not closed":            {"a = [x\n", natsconf.UnexpectedEOF, "t:2:1", "to close the array of line 1"},
	"quotes not closed":           {"a = 1\nb = \"x\n\n", natsconf.UnexpectedEOF, "t:4:1", "the string of line 2"},
	"single quotes not closed":    {"a = 'x", natsconf.UnexpectedEOF, "t:1:7", "expected ' to close"},
	"key's quotes not closed":     {`"a`, natsconf.UnexpectedEOF, "t:1:3", `expected " to close`},
	"block not closed":            {"a = (x)\n", natsconf.UnexpectedEOF, "t:2:1", "to close the block of line 1"},
	"two entries in a line":       {"m {a: 1 b: 2}", natsconf.MapTerminator, "t:1:9", `found "b" behind a value`},
	"bracket closes a map":        {"m {\n a: x\n ]\n}", natsconf.MismatchedBracket, "t:3:2", `found "]"`},
	"brace closes an array":       {"a = [x}", natsconf.ArrayTerminator, "t:1:7", `found "}" behind an element`},
	"two commas":                  {"a = [x,,y]", natsconf.ArrayTerminator, "t:1:8", "expected an element"},
	"comma on the next line":      {"a = [x\n,y]", natsconf.ArrayTerminator, "t:2:1", `found ","`},
	"leading comma":               {"a = [,x]", natsconf.ArrayTerminator, "t:1:6", `found ","`},
	"semicolon in an array":       {"a = [ ; ]", natsconf.ArrayTerminator, "t:1:7", `found ";"`},
	"no comma":                    {"a = [1 2]", natsconf.ArrayTerminator, "t:1:8", `found "2"`},
}

// Mistakes in values and names.
var valueRefusals = map[string]refusal{
	"unknown escape":               {`a = x\qy`, natsconf.BadEscape, "t:1:6", `found "q" behind "\"`},
	"escape of a new line":         {"a = \"x\\\n\"", natsconf.BadEscape, "t:1:7", "found a new line"},
	"escape at the end":            {`a = x\`, natsconf.BadEscape, "t:1:7", "found the end of the file"},
	"one hexadecimal digit":        {`a = "\x4"`, natsconf.BadEscape, "t:1:8", "two hexadecimal digits"},
	"sign in hexadecimal digits":   {`a = "\x+4"`, natsconf.BadEscape, "t:1:8", "two hexadecimal digits"},
	"point first":                  {"a = .5", natsconf.BadNumber, "t:1:5", "must start with a digit"},
	"point last":                   {"a = 1.\n", natsconf.BadNumber, "t:1:7", "found a new line"},
	"minus alone":                  {"a = -", natsconf.BadNumber, "t:1:6", "found the end of the file"},
	"float over range":             {"a = 1" + strings.Repeat("0", 400) + ".0", natsconf.BadNumber, "t:1:5", "…"},
	"integer over range":           {"a = 9223372036854775808", natsconf.IntRange, "t:1:5", "9223372036854775808"},
	"size over range":              {"a = -16e", natsconf.IntRange, "t:1:5", "-16e"},
	"minus behind digits":          {"a = 5-3", natsconf.BadDate, "t:1:6", "behind 1 digits"},
	"date with a zone":             {"a = 2016-05-04T18:53:41+01:00", natsconf.BadDate, "t:1:24", `found "+"`},
	"date without a time":          {"a = 2016-05-04", natsconf.BadDate, "t:1:15", "found the end of the file"},
	"date that does not exist":     {"a = 2015-02-29T00:00:00Z", natsconf.BadDate, "t:1:5", "there is no date"},
	"unknown variable":             {"a = [x, $y]", natsconf.UnknownVariable, "t:1:9", `"y" is not known`},
	"variable without a name":      {"a = $", natsconf.UnknownVariable, "t:1:5", `"" is not known`},
	"forward reference":            {"a = $b\nb = 1", natsconf.UnknownVariable, "t:1:5", `"b" is not known`},
	"reference to itself":          {"m { x: $m }", natsconf.UnknownVariable, "t:1:8", `"m" is not known`},
	"variable of an inner map":     {"m {x = 1\n}\na = $x", natsconf.UnknownVariable, "t:3:5", `"x" is not known`},
	"other bcrypt hash":            {"a = $2y$11$secret", natsconf.UnknownVariable, "t:1:5", "the hash in quotes"},
	"include without a name":       {"include \n", natsconf.BadInclude, "t:1:9", "found a new line"},
	"include at the end":           {"include ", natsconf.BadInclude, "t:1:9", "found the end of the file"},
	"include of an array":          {"include [x]", natsconf.BadInclude, "t:1:9", `found "["`},
	"include of a number":          {"include 5.conf", natsconf.BadInclude, "t:1:9", `found "5"`},
	"include of nothing in a map":  {"m { include }", natsconf.BadInclude, "t:1:13", `found "}"`},
	"include of an empty name":     {"include ''", natsconf.BadInclude, "t:1:9", "empty name"},
	"include with quotes open":     {"include 'x", natsconf.UnexpectedEOF, "t:1:11", "expected '"},
	"NUL byte":                     {"a = 1\nb = x\x00y", natsconf.NotText, "t:2:6", "NUL"},
	"UTF-16":                       {"\xff\xfea\x00", natsconf.NotText, "t:1:1", "UTF-16"},
	"place behind other letters":   {"日本 = [ü, $x]", natsconf.UnknownVariable, "t:1:15", `"x"`},
	"place behind CR LF":           {"a = 1\r\nb = 2\r\n c = $x\r\n", natsconf.UnknownVariable, "t:3:6", `"x"`},
	"place behind byte-order mark": {"\ufeffa = $x", natsconf.UnknownVariable, "t:1:5", `"x"`},
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	refusals := maps.Clone(structureRefusals)
	maps.Copy(refusals, valueRefusals)
	for name, test := range refusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := parse(test.text)
			var first *natsconf.Error
			if !errors.As(err, &first) || m != nil {
				t.Fatalf("got %v and error %v, want an error alone", m, err)
			}
			if first.Class != test.class || first.Pos.String() != test.place || !strings.Contains(first.Text, test.about) {
				t.Errorf("got %s %v, want %s at %s with %q", first.Class, err, test.class, test.place, test.about)
			}
			if want := test.place + ": Parse error: "; !strings.HasPrefix(err.Error(), want) {
				t.Errorf("got %q, want it to start with %q", err, want)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error tells a secret: %v", err)
			}
		})
	}
}

func TestErrorsAreCollectedUpToTen(t *testing.T) {
	t.Parallel()
	_, err := parse(strings.Repeat("a = $x\n", 50))
	var list natsconf.Errors
	if !errors.As(err, &list) || len(list) != 10 {
		t.Fatalf("got %d errors, want 10: %v", len(list), err)
	}
	for i, e := range list {
		if want := fmt.Sprintf("t:%d:5", i+1); e.Pos.String() != want {
			t.Errorf("error %d is at %v, want %s", i, e.Pos, want)
		}
	}
}

func TestPositions(t *testing.T) {
	t.Parallel()
	m, err := parse("perm = {\n  publish: [a, b]\n}\n\"user\" : {\n  name: joe, allow = $perm\n}\n")
	if err != nil {
		t.Fatal(err)
	}
	user := m.Get("user")
	name := user.Value.(*natsconf.Map).Get("name")
	allow := user.Value.(*natsconf.Map).Get("allow")
	publish := allow.Value.(*natsconf.Map).Get("publish")
	for what, test := range map[string]struct {
		got  natsconf.Pos
		want string
	}{
		"key":                       {m.Get("perm").KeyPos, "t:1:1"},
		"quoted key":                {user.KeyPos, "t:4:1"},
		"map":                       {user.Value.Pos(), "t:4:10"},
		"inner key":                 {name.KeyPos, "t:5:3"},
		"string":                    {name.Value.Pos(), "t:5:9"},
		"reference":                 {allow.Value.Pos(), "t:5:22"},
		"definition":                {m.Get("perm").Value.Pos(), "t:1:8"},
		"inside what was inserted":  {publish.KeyPos, "t:2:3"},
		"element of what was there": {publish.Value.(*natsconf.Array).Items[1].Pos(), "t:2:16"},
	} {
		if test.got.String() != test.want {
			t.Errorf("%s: got %v, want %s", what, test.got, test.want)
		}
	}
	if !m.Get("perm").Used || user.Used || name.Used {
		t.Error("only perm was used as a variable")
	}
}

func TestUsedSurvivesRedefinitionAndInclude(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"dir/inc.conf": {Data: []byte("b = 1\nc = $b\nd = 1\n")}}
	m, err := natsconf.Parse("dir/t", []byte("a = 1\nx = $a\na = 2\ninclude inc.conf\n"), natsconf.Options{
		Environ: []string{},
		Open:    func(path string) (fs.File, error) { return files.Open(filepath.ToSlash(path)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]bool{"a": true, "x": false, "b": true, "c": false, "d": false} {
		if got := m.Get(key).Used; got != want {
			t.Errorf("%s is used: %v, want %v", key, got, want)
		}
	}
	if got := m.Get("d").KeyPos.String(); filepath.ToSlash(got) != "dir/inc.conf:3:1" {
		t.Errorf("the included key is at %s", got)
	}
}

func TestLargeMapIsIndexed(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	for i := range 1000 {
		fmt.Fprintf(&text, "Key%d = %d\n", i, i)
	}
	m, err := parse(text.String() + "KEY7 = again\nKey8 = again\na = $key999")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(m.Entries); n != 1002 {
		t.Errorf("got %d entries, want 1002", n)
	}
	if got := natsconf.Plain(m.Get("a").Value); got != int64(999) {
		t.Errorf("a is %v, want 999", got)
	}
	if n := len(m.GetFold("kEy7")); n != 2 {
		t.Errorf("got %d entries for key7, want 2", n)
	}
	if m.Get("key7") != nil || m.GetFold("none") != nil || natsconf.Plain(m.Get("Key8").Value) != "again" {
		t.Error("exact lookup went wrong")
	}
}

func TestParseFileUnreadable(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{
		"missing":   filepath.Join(t.TempDir(), "none.conf"),
		"directory": t.TempDir(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := natsconf.ParseFile(path, natsconf.Options{})
			var first *natsconf.Error
			if !errors.As(err, &first) || first.Class != natsconf.Unreadable {
				t.Fatalf("got %v, want an unreadable file", err)
			}
			text := err.Error()
			if !strings.HasPrefix(text, path+": cannot read the file: ") || strings.Contains(text, natsconf.ParseError) {
				t.Errorf("got %v", err)
			}
			if name == "missing" && !errors.Is(err, os.ErrNotExist) {
				t.Errorf("%v does not wrap its cause", err)
			}
		})
	}
}
