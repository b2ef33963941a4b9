package kernelfx

import (
	"fmt"

	"go.uber.org/fx"
)

// A SectionInfo describes the configuration that one module owns.
type SectionInfo struct {
	Name     string
	Defaults func() any // a fresh struct of the section's type, with its defaults
}

// A Tree is the loaded configuration. It is supplied to the graph.
type Tree interface {
	// Section returns the decoded and validated value of the section, of the
	// type that was declared, or nil if there is no such section.
	Section(name string) any
}

// Section declares the configuration of a module from a struct whose fields
// carry tags (package config describes them), and puts the decoded struct into
// the graph. The name is for people and unique in a build; the keys are those
// of the tags.
func Section[T any](name string, defaults func() T) fx.Option {
	info := SectionInfo{Name: name, Defaults: func() any { return defaults() }}
	return fx.Options(
		fx.Provide(fx.Annotate(func() SectionInfo { return info }, fx.ResultTags(sectionsTag))),
		fx.Provide(fx.Annotate(func(tree Tree) (T, error) {
			if tree == nil {
				return defaults(), nil
			}
			value, ok := tree.Section(name).(T)
			if !ok {
				return value, fmt.Errorf("configuration of section %q: have %T, want %T", name, tree.Section(name), value)
			}
			return value, nil
		}, fx.ParamTags(`optional:"true"`))),
	)
}

// Sections fills the slice with all sections of the graph, in no order. As the
// container builds what is asked for and nothing else, no other constructor
// runs.
func Sections(into *[]SectionInfo) fx.Option {
	return fx.Invoke(fx.Annotate(func(all []SectionInfo) { *into = all }, fx.ParamTags(sectionsTag)))
}
