package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gnatsd/modules/config"
)

// The exit statuses.
const (
	statusOK    = 0
	statusError = 1
	statusUsage = 2
)

// Main runs the command that the process was started with and returns its exit
// status.
func Main(build Build) int {
	return Run(context.Background(), build, os.Args, os.Stdout, os.Stderr)
}

// passwordProgram is the name of the program that the passwd command once was.
const passwordProgram = "mkpasswd"

// Run is Main with everything given: args[0] is the name of the program. When
// ctx ends, a running server is stopped. The log goes where the logging module
// writes it.
func Run(ctx context.Context, build Build, args []string, stdout, stderr io.Writer) int {
	p := &program{build: build, name: programName(args[0]), out: stdout, err: stderr}
	words := args[1:]
	if p.name == passwordProgram {
		words = append([]string{"passwd"}, words...)
	}
	err := p.run(ctx, words)
	p.explain(err)
	return statusOf(err)
}

func statusOf(err error) int {
	var said *saidError
	var usage *usageError
	switch {
	case err == nil:
		return statusOK
	case errors.As(err, &said):
		return said.status
	case errors.As(err, &usage):
		return statusUsage
	}
	return statusError
}

// explain says what went wrong, if nobody has.
func (p *program) explain(err error) {
	var said *saidError
	if err == nil || errors.As(err, &said) {
		return
	}
	p.complain(err)
	if statusOf(err) == statusUsage {
		_, _ = fmt.Fprintf(p.err, "Try %q for the list of commands and flags.\n", p.name+" --help")
	}
}

// A saidError is one that the log has already.
type saidError struct{ status int }

func (e *saidError) Error() string { return fmt.Sprintf("exit status %d", e.status) }

// program is one run of the command line.
type program struct {
	build  Build
	name   string
	out    io.Writer
	err    io.Writer
	schema *config.Schema
	flags  *pflag.FlagSet // of the server
}

func (p *program) run(ctx context.Context, args []string) error {
	schema, err := p.build.Schema()
	if err != nil {
		return err
	}
	p.schema, p.flags = schema, serverFlags(schema)
	root := p.root()
	rewritten, err := grammar{schema.Flagged, isCommand(root), localFlag(root)}.rewrite(args)
	if err != nil {
		return err
	}
	root.SetArgs(rewritten)
	return root.ExecuteContext(ctx)
}

// Commands returns the commands of a build, for manual pages.
func (b Build) Commands(name string) (*cobra.Command, error) {
	schema, err := b.Schema()
	if err != nil {
		return nil, err
	}
	p := &program{build: b, name: name, out: io.Discard, err: io.Discard, schema: schema, flags: serverFlags(schema)}
	return p.root(), nil
}

func (p *program) root() *cobra.Command {
	root := p.serveCommand(p.name)
	root.TraverseChildren = true // "-D serve -V": the root's flags are serve's too
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	root.AddCommand(p.serveCommand("serve"), p.checkCommand(), p.signalCommand(),
		p.passwdCommand(), p.versionCommand(), p.modulesCommand(), p.helpTLSCommand())
	standard := root.HelpFunc()
	root.SetHelpFunc(func(c *cobra.Command, args []string) {
		if c == root || c.Name() == "serve" {
			p.help(c.Root())
			return
		}
		standard(c, args)
	})
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	return root
}

// noWords refuses arguments that are not flags.
func noWords(_ *cobra.Command, words []string) error {
	if len(words) > 0 {
		return usagef("unrecognized command: %q", words[0])
	}
	return nil
}

func isCommand(root *cobra.Command) func(string) bool {
	return func(word string) bool {
		for _, c := range root.Commands() {
			if c.Name() == word {
				return true
			}
		}
		return false
	}
}

// localFlag finds the flags that a command has besides those of the server.
func localFlag(root *cobra.Command) func(word, name string) *config.Option {
	return func(word, name string) *config.Option {
		command, _, err := root.Find([]string{word})
		if err != nil || command == root {
			return nil
		}
		flag := command.Flags().Lookup(name)
		switch {
		case flag == nil || flag.Value.Type() == config.FlagType || slices.ContainsFunc(ownFlags, hasName(name)):
			return nil
		case flag.Value.Type() == "bool":
			return ownFlag[bool](name)
		}
		return ownFlag[string](name)
	}
}

func hasName(name string) func(*config.Option) bool {
	return func(o *config.Option) bool { return slices.Contains(o.Flags, name) }
}

func (p *program) complain(err error) {
	text := err.Error()
	var usage *usageError
	if errors.As(err, &usage) && strings.Contains(text, "flag") {
		_, _ = fmt.Fprintln(p.err, text) // as Go's flag package, without a name in front
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		p.say(line)
	}
}

// say writes a line to standard error.
func (p *program) say(line string) { _, _ = fmt.Fprintf(p.err, "%s: %s\n", p.name, line) }

func programName(arg0 string) string {
	return strings.TrimSuffix(filepath.Base(arg0), ".exe")
}
