package config

import (
	"reflect"
	"strings"
)

// An Outline is what a file of this schema looks like: blocks and keys in the
// order of their declaration.
type Outline struct {
	Name     string
	Option   *Option    // nil for a block
	Children []*Outline // of a block
}

// Outline returns the block that is the file itself.
func (s *Schema) Outline() *Outline {
	root := &Outline{}
	for _, o := range s.options {
		block, rest := root, o.Key
		for {
			name, inner, nested := strings.Cut(rest, ".")
			if !nested {
				block.Children = append(block.Children, &Outline{Name: name, Option: o})
				break
			}
			block, rest = block.child(name), inner
		}
	}
	return root
}

func (o *Outline) child(name string) *Outline {
	for _, c := range o.Children {
		if c.Name == name && c.Option == nil {
			return c
		}
	}
	c := &Outline{Name: name}
	o.Children = append(o.Children, c)
	return c
}

// kindNames are the types of values by the kind of the field that takes them.
var kindNames = map[reflect.Kind]string{
	reflect.String: "string", reflect.Bool: "boolean", reflect.Int: "integer", reflect.Int64: "integer",
	reflect.Float64: "number", reflect.Slice: "list", reflect.Map: "block", reflect.Struct: "block",
	reflect.Interface: "block",
}

// Kind names the type of the option's value for people.
func (o *Option) Kind() string {
	switch {
	case isSecret(o.Type):
		return "secret"
	case o.Type == durationType:
		return "duration"
	case o.Type == switchType:
		return "boolean"
	case o.Unit == "bytes":
		return "size"
	}
	return kindNames[o.Type.Kind()]
}

// Names returns the key without its block, and its synonyms.
func (o *Option) Names() []string {
	names := []string{o.Key}
	names = append(names, o.Aliases...)
	for i, name := range names {
		names[i] = name[strings.LastIndexByte(name, '.')+1:]
	}
	return names
}

// Standard returns the default as it could stand in a file.
func (o *Option) Standard() string { return show(o.Default) }

// Version returns the first version of the server that had the option.
func (o *Option) Version() string {
	if o.Since == "" {
		return "1.x"
	}
	return o.Since
}
