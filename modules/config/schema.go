package config

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// A Section is what one module declares: a struct value with its defaults.
type Section struct {
	Name    string
	Default any
}

// An Option is one field of a section.
type Option struct {
	Section string
	Key     string // dotted: "authorization.user"
	Aliases []string
	Flags   []string // long and short names in the order of the tag
	Arg     string
	Group   string
	Unit    string
	Reload  string
	Since   string // the first version of the server that had it
	Part    string // the key of the address that the option is a part of
	Doc     string
	Example string // shown where the default cannot be written
	Type    reflect.Type
	Default any

	index []int // of the field in the section's struct
	unset any   // the value that counts as not given, or nil
}

// Bool reports whether the option is a boolean, whose flag needs no argument.
func (o *Option) Bool() bool { return o.Type.Kind() == reflect.Bool || o.Type == switchType }

// A Decoder is a type that reads itself from what a file, the environment or a
// flag says: a string from the latter two, anything the codec makes from a file.
type Decoder interface{ DecodeConfig(value any) error }

var (
	decoderType  = reflect.TypeFor[Decoder]()
	durationType = reflect.TypeFor[time.Duration]()
	secretType   = reflect.TypeFor[Secret]()
)

// A Schema is all that a build understands.
type Schema struct {
	sections []Section
	options  []*Option
	byKey    map[string]*Option // keys and aliases
	blocks   map[string]bool    // keys of structs

	addresses map[string]*address // keys that stand for two options
}

func newSchema() *Schema {
	return &Schema{byKey: map[string]*Option{}, blocks: map[string]bool{}, addresses: map[string]*address{}}
}

// Documented is a section that keeps its sentences outside of its tags.
type Documented interface {
	// Docs returns one sentence for each key of the section.
	Docs() map[string]string
}

// NewSchema reads the declarations. The order of sections is theirs.
func NewSchema(sections []Section) (*Schema, error) {
	s := newSchema()
	for _, section := range sections {
		if slices.ContainsFunc(s.sections, func(o Section) bool { return o.Name == section.Name }) {
			return nil, fmt.Errorf("configuration section %q is declared twice", section.Name)
		}
		value := reflect.ValueOf(section.Default)
		if value.Kind() != reflect.Struct {
			return nil, fmt.Errorf("configuration section %q: %T is not a struct", section.Name, section.Default)
		}
		if err := s.addStruct(section.Name, "", nil, value); err != nil {
			return nil, fmt.Errorf("configuration section %q: %w", section.Name, err)
		}
		if documented, ok := section.Default.(Documented); ok {
			s.document(section.Name, documented.Docs())
		}
		s.sections = append(s.sections, section)
	}
	return s, s.checkFlags()
}

// Options returns all options in the order of their declaration. The slice is
// the schema's own.
func (s *Schema) Options() []*Option { return s.options }

// Lookup returns the option of a key or alias.
func (s *Schema) Lookup(key string) (*Option, bool) {
	o, ok := s.byKey[key]
	return o, ok
}

func (s *Schema) addStruct(section, prefix string, index []int, value reflect.Value) error {
	var shared reflect.StructTag
	for i := range value.NumField() {
		field := value.Type().Field(i)
		if field.Name == "_" {
			shared = field.Tag
		}
		name, ok := field.Tag.Lookup("conf")
		if !ok {
			continue
		}
		key := prefix + name
		path := append(slices.Clone(index), i)
		if isBlock(field.Type) {
			s.blocks[key] = true
			if err := s.addStruct(section, key+".", path, value.Field(i)); err != nil {
				return err
			}
			continue
		}
		if err := checkType(field.Type); err != nil {
			return fmt.Errorf("key %q: %w", key, err)
		}
		option := newOption(section, prefix, key, field, value.Field(i).Interface())
		option.Group = cmp.Or(option.Group, shared.Get("group"))
		option.Reload = cmp.Or(option.Reload, shared.Get("reload"))
		option.Since = cmp.Or(option.Since, shared.Get("since"))
		option.index = path
		if err := s.addOption(option); err != nil {
			return err
		}
	}
	return nil
}

func newOption(section, prefix, key string, field reflect.StructField, value any) *Option {
	o := &Option{
		Section: section,
		Key:     key,
		Flags:   list(field.Tag.Get("flag")),
		Arg:     field.Tag.Get("arg"),
		Group:   field.Tag.Get("group"),
		Unit:    field.Tag.Get("unit"),
		Reload:  field.Tag.Get("reload"),
		Since:   field.Tag.Get("since"),
		Doc:     field.Tag.Get("doc"),
		Example: field.Tag.Get("example"),
		Type:    field.Type,
		Default: value,
	}
	if part := field.Tag.Get("part"); part != "" {
		o.Part = prefix + part
	}
	if field.Tag.Get("zero") == "default" {
		o.unset = reflect.Zero(field.Type).Interface()
	}
	for _, alias := range list(field.Tag.Get("alias")) {
		o.Aliases = append(o.Aliases, prefix+alias)
	}
	return o
}

func (s *Schema) addOption(o *Option) error {
	for _, key := range append([]string{o.Key}, o.Aliases...) {
		if key != strings.ToLower(key) {
			return fmt.Errorf("key %q is not in lower case", key)
		}
		if other := s.byKey[key]; other != nil {
			return fmt.Errorf("key %q is already declared by section %q", key, other.Section)
		}
		s.byKey[key] = o
	}
	s.options = append(s.options, o)
	if o.Part != "" {
		return s.addPart(o)
	}
	return nil
}

func (s *Schema) document(section string, docs map[string]string) {
	for _, o := range s.options {
		if o.Section == section {
			o.Doc = cmp.Or(o.Doc, docs[o.Key])
		}
	}
}

func (s *Schema) checkFlags() error {
	owners := map[string]*Option{}
	for _, o := range s.options {
		for _, name := range o.Flags {
			other := owners[name]
			if other != nil && !(o.Bool() && other.Bool()) {
				return fmt.Errorf("flag -%s is declared by key %q and by key %q", name, other.Key, o.Key)
			}
			owners[name] = o
		}
	}
	return nil
}

func isBlock(t reflect.Type) bool { return t.Kind() == reflect.Struct && !isDecoder(t) }

func isDecoder(t reflect.Type) bool { return reflect.PointerTo(t).Implements(decoderType) }

func checkType(t reflect.Type) error {
	if isDecoder(t) {
		return nil
	}
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64, reflect.Float64:
		return nil
	case reflect.Interface:
		if t.NumMethod() == 0 {
			return nil
		}
	case reflect.Slice:
		if isBlock(t.Elem()) || t.Elem().Kind() == reflect.String {
			return nil
		}
	}
	return fmt.Errorf("fields of type %s are not supported", t)
}

// list splits a tag at commas.
func list(tag string) []string {
	if tag == "" {
		return nil
	}
	return strings.Split(tag, ",")
}
