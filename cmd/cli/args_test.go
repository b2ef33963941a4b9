package cli

// Goal: the command line follows Go's flag rules whatever parser is behind.
// Inside the package, as the grammar is an unexported step.

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"gnatsd/modules/config"
)

// flagSample has a flag of each kind.
type flagSample struct {
	Host  string `conf:"host" flag:"a,addr,net"`
	Port  int    `conf:"port" flag:"p,port"`
	Debug bool   `conf:"debug" flag:"D,debug,DV"`
	Trace bool   `conf:"trace" flag:"V,trace,DV"`
}

func sampleGrammar(t testing.TB) (grammar, *config.Schema) {
	t.Helper()
	schema, err := config.NewSchema([]config.Section{{Name: "sample", Default: flagSample{}}})
	if err != nil {
		t.Fatal(err)
	}
	commands := []string{"serve", "check", "version", "help", "modules", "completion"}
	return grammar{
		flagged: schema.Flagged,
		command: func(w string) bool { return slices.Contains(commands, w) },
		local: func(command, name string) *config.Option {
			if command == "check" && name == "tree" {
				return ownFlag[bool]("tree")
			}
			return nil
		},
	}, schema
}

func TestRewrite(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, args, want string }{
		{"nothing", "", ""},
		{"short", "-p 4222", "--port=4222"},
		{"short with equals", "-p=4222", "--port=4222"},
		{"long, one dash", "-port 4222", "--port=4222"},
		{"long, two dashes", "--port=4222", "--port=4222"},
		{"two dashes, short", "--p 4222", "--port=4222"},
		{"negative number", "-p -1", "--port=-1"},
		{"negative number with equals", "-p=-1", "--port=-1"},
		{"hexadecimal", "-p 0x10", "--port=0x10"},
		{"value like a flag", "-a -p", "--addr=-p"},
		{"value like the terminator", "-a --", "--addr=--"},
		{"empty value", "-a=", "--addr="},
		{"value with equals", "-a=x=y", "--addr=x=y"},
		{"other long name", "-net h", "--addr=h"},
		{"repeated, last wins behind", "-p 1 -p 2", "--port=1 --port=2"},
		{"boolean", "-D", "--debug=true"},
		{"boolean false", "-D=false", "--debug=false"},
		{"boolean F", "--debug=F", "--debug=F"},
		{"one flag of its own", "-DV", "--debug=true --trace=true"},
		{"one flag of its own, false", "-DV=false", "--debug=false --trace=false"},
		{"corrected afterwards", "-DV -D=0", "--debug=true --trace=true --debug=0"},
		{"configuration file", "-c x.conf", "--config=x.conf"},
		{"command", "serve -D", "serve --debug=true"},
		{"flags on both sides", "-D serve -p 1", "--debug=true serve --port=1"},
		{"terminator", "-D --", "--debug=true"},
		{"command behind the terminator", "-- serve", "serve"},
		{"version", "-v", "version"},
		{"version, long", "-version", "version"},
		{"version among others", "-D --version -p 1", "version"},
		{"version and help", "-h -v", "version"},
		{"version off", "-v=false -D", "--debug=true"},
		{"version in capitals", "VERSION", "version"},
		{"help", "-D -h", "--help"},
		{"help, the word", "Help", "help"},
		{"help behind serve", "serve --help", "--help"},
		{"help for tls", "-help_tls", "help-tls"},
		{"check", "-t -c x", "check --classic --config=x"},
		{"check, the long name", "--check -c x", "check --classic --config=x"},
		{"check off", "-t=false -c x", "--config=x"},
		{"check with flags of its own and the server's", "check -tree -p 1", "check --tree=true --port=1"},
		{"help behind check", "check -h", "check --help"},
		{"signal", "-sl reload", "signal reload"},
		{"signal with a process", "--signal=ldm=7", "signal ldm=7"},
		{"signal and a file", "-c x -sl stop", "signal stop"},
		{"flags of a command", "modules -dot", "modules --dot"},
		{"flags of a command, terminator", "modules -x -- -dot", "modules -x -- -dot"},
		{"words of a command", "completion bash --no-descriptions", "completion bash --no-descriptions"},
		{"what the shell asks", "__complete -po", "__complete -po"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g, _ := sampleGrammar(t)
			got, err := g.rewrite(strings.Fields(test.args))
			if err != nil || strings.Join(got, " ") != test.want {
				t.Errorf("%q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func TestRewriteRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ args, want string }{
		{"-foo", "flag provided but not defined: -foo"},
		{"--foo=1", "flag provided but not defined: -foo"},
		{"-VD", "flag provided but not defined: -VD"},
		{"-p4222", "flag provided but not defined: -p4222"},
		{"-p", "flag needs an argument: -p"},
		{"-D -port", "flag needs an argument: -port"},
		{"-p abc", `invalid value "abc" for flag -p: parse error`},
		{"--port=", `invalid value "" for flag -port: parse error`},
		{"-p 99999999999999999999", `invalid value "99999999999999999999" for flag -p: value out of range`},
		{"-D=abc", `invalid boolean value "abc" for -D: parse error`},
		{"-v=abc", `invalid boolean value "abc" for -v: parse error`},
		{"-D false", `unrecognized command: "false"`},
		{"foo", `unrecognized command: "foo"`},
		{"serve serve", `unrecognized command: "serve"`},
		{"-- -D", `unrecognized command: "-D"`},
		{"-", `unrecognized command: "-"`},
		{"---p", "bad flag syntax: ---p"},
		{"-=1", "bad flag syntax: -=1"},
		{"--=", "bad flag syntax: --="},
		{"-v -foo", "flag provided but not defined: -foo"},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			t.Parallel()
			g, _ := sampleGrammar(t)
			if got, err := g.rewrite(strings.Fields(test.args)); err == nil || err.Error() != test.want {
				t.Errorf("%q, %v, want %q", got, err, test.want)
			}
		})
	}
}

// FuzzRewrite: whatever is typed, what comes out is understood by the parser
// behind; or it is a usage error.
func FuzzRewrite(f *testing.F) {
	for _, seed := range []string{"-p\n-1", "-DV=false\n--", "serve\n-a\n\x00", "---", "-=\n=", "help\nx", "-v\n-h"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		g, schema := sampleGrammar(t)
		got, err := g.rewrite(strings.Split(text, "\n"))
		if err != nil {
			if usage := (*usageError)(nil); !errors.As(err, &usage) {
				t.Errorf("%q: %T", text, err)
			}
			return
		}
		flags := serverFlags(schema)
		for i, arg := range got {
			if !strings.HasPrefix(arg, "--") {
				if i > 0 && got[i-1] == "serve" {
					t.Errorf("%q: %q behind serve", text, arg)
				}
				return
			}
			if err := flags.Parse([]string{arg}); arg != "--help" && err != nil {
				t.Errorf("%q: %q is not understood: %v", text, got, err)
			}
		}
	})
}
