package config

import (
	"strings"

	"github.com/spf13/pflag"
)

// Long returns the name under which the flag of an option stands in the set of
// Flags, its first long one, or "" if the option has no flag.
func (o *Option) Long() string {
	for _, name := range o.Flags {
		if len(name) > 1 {
			return name
		}
	}
	return strings.Join(o.Flags, "")
}

// Short returns the one-letter name of the flag or "".
func (o *Option) Short() string {
	for _, name := range o.Flags {
		if len(name) == 1 {
			return name
		}
	}
	return ""
}

// Flagged returns the options that a flag of this name, long or short, sets.
func (s *Schema) Flagged(name string) []*Option {
	var found []*Option
	for _, o := range s.options {
		for _, own := range o.Flags {
			if own == name {
				found = append(found, o)
			}
		}
	}
	return found
}

// Flags returns a new set with one flag for each option that has one. It is for
// arguments that name flags by their Long name.
func (s *Schema) Flags() *pflag.FlagSet {
	set := pflag.NewFlagSet("gnatsd", pflag.ContinueOnError)
	for _, o := range s.options {
		if o.Long() == "" {
			continue
		}
		flag := set.VarPF(&flagText{option: o}, o.Long(), o.Short(), o.Doc)
		if o.Bool() {
			flag.NoOptDefVal = "true"
		}
	}
	return set
}

// flagText keeps what was written; [Load] makes the value of it.
type flagText struct {
	option *Option
	text   string
}

// Set refuses what Load would refuse, so that the complaint names the flag.
func (f *flagText) Set(text string) error {
	f.text = text
	_, err := f.option.Parse(text)
	return err
}

func (f *flagText) String() string { return f.text }

// FlagType is the type that flags of options have for their set: a name that
// viper does not know, so that it leaves the text alone.
const FlagType = "text"

func (f *flagText) Type() string { return FlagType }
