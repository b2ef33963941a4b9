package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gnatsd/modules/config"
)

// A usageError is a mistake on the command line.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// A grammar rewrites arguments that follow the rules of Go's flag package,
// where one dash and two are equal and nothing is bundled, to the one form that
// every flag parser understands: --name=value.
type grammar struct {
	flagged func(name string) []*config.Option // the flags of the server
	command func(word string) bool
	// local returns the flag that only one command has, nil if it has none of the
	// name; a nil local knows of none.
	local func(command, name string) *config.Option
}

// serverCommands are the commands behind which flags of the server go on.
var serverCommands = []string{"serve", "check"}

// rewrite stops at the first word, as Go's flag package does; behind commands of
// the server its flags go on, behind others come flags of theirs. Flags that
// stand for a command win over everything else that is valid.
func (g grammar) rewrite(args []string) ([]string, error) {
	if len(args) > 0 && strings.HasPrefix(args[0], "__complete") {
		return args, nil // what the shell asks is half-typed and not for us
	}
	line := &commandLine{grammar: g}
	if err := line.read(args); err != nil {
		return nil, err
	}
	switch {
	case line.version:
		return []string{"version"}, nil
	case line.help && line.word != "" && line.word != "serve":
		return []string{line.word, "--help"}, nil
	case line.help:
		return []string{"--help"}, nil
	case line.helpTLS:
		return []string{"help-tls"}, nil
	case line.signal != "" && line.word == "":
		return []string{"signal", line.signal}, nil
	case line.check && line.word == "":
		return append([]string{"check", "--classic"}, line.out...), nil
	}
	return line.out, nil
}

type commandLine struct {
	grammar
	out    []string
	word   string // the command, "" before it
	signal string

	version, help, helpTLS, check bool
}

func (l *commandLine) read(args []string) error {
	for len(args) > 0 {
		arg := args[0]
		if len(arg) > 1 && arg[0] == '-' && arg != "--" {
			rest, err := l.flag(arg, args[1:])
			if err != nil {
				return err
			}
			args = rest
			continue
		}
		if arg == "--" {
			args = args[1:]
		}
		if len(args) == 0 {
			return nil
		}
		word := strings.ToLower(args[0])
		if l.word != "" || !l.command(word) {
			return usagef("unrecognized command: %q", args[0])
		}
		l.out, args = append(l.out, word), args[1:]
		if !slices.Contains(serverCommands, word) {
			l.out = append(l.out, twoDashes(args)...)
			return nil
		}
		l.word = word
	}
	return nil
}

// flag takes one flag and, if it needs one, its argument from rest. It returns
// what is left of rest.
func (l *commandLine) flag(arg string, rest []string) ([]string, error) {
	name, value, hasValue := strings.Cut(strings.TrimPrefix(arg[1:], "-"), "=")
	if name == "" || name[0] == '-' {
		return nil, usagef("bad flag syntax: %s", arg)
	}
	options := l.options(name)
	if len(options) == 0 {
		return nil, usagef("flag provided but not defined: -%s", name)
	}
	switch {
	case hasValue:
	case options[0].Bool():
		value = "true"
	case len(rest) == 0:
		return nil, usagef("flag needs an argument: -%s", name)
	default:
		value, rest = rest[0], rest[1:]
	}
	for _, o := range options {
		if err := checkValue(o, name, value); err != nil {
			return nil, err
		}
		l.set(o, value)
	}
	return rest, nil
}

func (l *commandLine) options(name string) []*config.Option {
	if l.word != "" && l.local != nil {
		if o := l.local(l.word, name); o != nil {
			return []*config.Option{o}
		}
	}
	for _, own := range ownFlags {
		if slices.Contains(own.Flags, name) {
			return []*config.Option{own}
		}
	}
	return l.flagged(name)
}

// set takes one flag. Values have been checked.
func (l *commandLine) set(o *config.Option, value string) {
	on, _ := strconv.ParseBool(value)
	switch o {
	case versionFlag:
		l.version = on
	case helpFlag:
		l.help = on
	case helpTLSFlag:
		l.helpTLS = on
	case checkFlag:
		l.check = on
	case signalFlag:
		l.signal = value
	default:
		l.out = append(l.out, "--"+o.Long()+"="+value)
	}
}

// checkValue complains in the words of Go's flag package.
func checkValue(o *config.Option, name, value string) error {
	_, err := o.Parse(value)
	switch {
	case err == nil:
		return nil
	case o.Bool():
		return usagef("invalid boolean value %q for -%s: parse error", value, name)
	case errors.Is(err, config.ErrRange):
		return usagef("invalid value %q for flag -%s: value out of range", value, name)
	}
	return usagef("invalid value %q for flag -%s: parse error", value, name)
}

// twoDashes gives long names of flags that have one dash the second one.
func twoDashes(args []string) []string {
	var out []string
	for i, arg := range args {
		if arg == "--" {
			return append(out, args[i:]...)
		}
		name, _, _ := strings.Cut(arg, "=")
		if len(name) > 2 && name[0] == '-' && name[1] != '-' {
			arg = "-" + arg
		}
		out = append(out, arg)
	}
	return out
}
