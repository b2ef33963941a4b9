package cli

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"gnatsd/modules/config"
)

// A usageError is a mistake on the command line.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// The flags that belong to no module.
var (
	configFlag  = &config.Option{Flags: []string{"c", "config"}, Type: reflect.TypeFor[string]()}
	versionFlag = &config.Option{Flags: []string{"v", "version"}, Type: reflect.TypeFor[bool]()}
	unknownFlag = &config.Option{Flags: []string{unknownKeysFlag}, Type: reflect.TypeFor[string]()}
	helpFlag    = &config.Option{Flags: []string{"h", "help"}, Type: reflect.TypeFor[bool]()}
)

// A grammar rewrites arguments that follow the rules of Go's flag package,
// where one dash and two are equal and nothing is bundled, to the one form that
// every flag parser understands: --name=value.
type grammar struct {
	flagged func(name string) []*config.Option // the flags of the server
	command func(word string) bool
}

// rewrite stops at the first word, as Go's flag package does; behind "serve"
// flags of the server go on, behind other commands come flags of theirs.
// -v and -h win over everything else that is valid.
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
	case line.help:
		return []string{"--help"}, nil
	}
	return line.out, nil
}

type commandLine struct {
	grammar
	out           []string
	serve         bool
	version, help bool
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
		if l.serve || !l.command(word) {
			return usagef("unrecognized command: %q", args[0])
		}
		l.out, args = append(l.out, word), args[1:]
		if word != "serve" {
			l.out = append(l.out, twoDashes(args)...)
			return nil
		}
		l.serve = true
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
	for _, own := range []*config.Option{configFlag, unknownFlag, versionFlag, helpFlag} {
		if name == own.Long() || name == own.Short() {
			return []*config.Option{own}
		}
	}
	return l.flagged(name)
}

func (l *commandLine) set(o *config.Option, value string) {
	switch o {
	case versionFlag:
		l.version, _ = strconv.ParseBool(value) // checked
	case helpFlag:
		l.help, _ = strconv.ParseBool(value)
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
