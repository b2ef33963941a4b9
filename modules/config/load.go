package config

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

const envPrefix = "GNATSD_"

// Loaded is the configuration in force: every section decoded and validated.
type Loaded struct {
	schema   *Schema
	sections map[string]any
	origins  map[string]string // of each key
}

// Section returns the value of a section, of the type of its default, or nil.
func (l *Loaded) Section(name string) any { return l.sections[name] }

// Value returns the value of a key, and whether the build has such a key.
func (l *Loaded) Value(key string) (any, bool) {
	o := l.schema.byKey[key]
	if o == nil {
		return nil, false
	}
	return reflect.ValueOf(l.sections[o.Section]).FieldByIndex(o.index).Interface(), true
}

// Load puts flags over the environment over the file over the defaults. The
// flags are those of Schema.Flags, parsed; nil means none, and so does an empty
// Document.
func Load(s *Schema, flags *pflag.FlagSet, path string, doc Document) (*Loaded, error) {
	inFile, err := s.flatten(doc.Values)
	if err := locate(path, doc, err); err != nil {
		return nil, err
	}
	layers, err := newLayers(s, flags, inFile)
	if err != nil {
		return nil, err
	}
	loaded := &Loaded{schema: s, sections: map[string]any{}, origins: map[string]string{}}
	var errs []error
	for _, section := range s.sections {
		value := reflect.New(reflect.TypeOf(section.Default)).Elem()
		value.Set(reflect.ValueOf(section.Default))
		for _, o := range s.options {
			if o.Section != section.Name {
				continue
			}
			loaded.origins[o.Key] = layers.origin(o, path, doc)
			if err := layers.decode(value.FieldByIndex(o.index), o); err != nil {
				errs = append(errs, locate(path, doc, err))
			}
		}
		loaded.sections[section.Name] = value.Interface()
		if len(errs) == 0 {
			errs = append(errs, locate(path, doc, validate(value)))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return loaded, nil
}

func validate(value reflect.Value) error {
	if v, ok := value.Addr().Interface().(interface{ Validate() error }); ok {
		return v.Validate()
	}
	return nil
}

// layers asks viper which layer a value comes from.
type layers struct {
	viper *viper.Viper
	flags *pflag.FlagSet
}

// isDefault is what viper finds when no layer above the defaults has a value.
// The default itself is in the section already.
type isDefault struct{}

// newLayers hands viper the entries of the file and not their values: in those
// it would turn the keys of maps to lower case.
func newLayers(s *Schema, flags *pflag.FlagSet, inFile map[string]*entry) (*layers, error) {
	v := viper.New()
	for _, o := range s.options {
		v.SetDefault(o.Key, isDefault{})
		errs := []error{v.BindEnv(o.Key, EnvName(o.Key))}
		if found, ok := inFile[o.Key]; ok {
			errs = append(errs, v.MergeConfigMap(nested(o.Key, found)))
		}
		if flag := lookup(flags, o); flag != nil {
			errs = append(errs, v.BindPFlag(o.Key, flag))
		}
		if err := errors.Join(errs...); err != nil {
			return nil, fmt.Errorf("configuration key %q: %w", o.Key, err)
		}
	}
	return &layers{viper: v, flags: flags}, nil
}

func (l *layers) decode(dst reflect.Value, o *Option) error {
	switch value := l.viper.Get(o.Key).(type) {
	case *entry:
		return Inside(decodeValue(dst, value.value, o.Unit), value.path...)
	case string: // of a flag or of the environment
		err := decodeText(dst, value, o.Unit)
		if err == nil {
			return nil
		}
		if flag := lookup(l.flags, o); flag != nil && flag.Changed {
			return fmt.Errorf("flag -%s: %w", o.Long(), err)
		}
		return fmt.Errorf("environment variable %s: %w", EnvName(o.Key), err)
	}
	return nil
}

// EnvName returns the name of a key in the environment.
func EnvName(key string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

func lookup(flags *pflag.FlagSet, o *Option) *pflag.Flag {
	if flags == nil || o.Long() == "" {
		return nil
	}
	return flags.Lookup(o.Long())
}

func nested(key string, value any) map[string]any {
	first, rest, more := strings.Cut(key, ".")
	if more {
		return map[string]any{first: nested(rest, value)}
	}
	return map[string]any{first: value}
}

// An entry is a value in a file with the path that was written for it.
type entry struct {
	path  []string
	value any
}

// flatten finds the options in a tree, and complains about everything else.
func (s *Schema) flatten(values map[string]any) (map[string]*entry, error) {
	found := map[string]*entry{}
	errs := s.flattenInto(found, "", nil, values)
	return found, errors.Join(errs...)
}

func (s *Schema) flattenInto(found map[string]*entry, prefix string, path []string, values map[string]any) []error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(values)) {
		key, here := prefix+strings.ToLower(name), append(slices.Clone(path), name)
		if o := s.byKey[key]; o != nil {
			if first, twice := found[o.Key]; twice {
				errs = append(errs, Inside(fmt.Errorf("is the same as %q, which is given too",
					strings.Join(first.path, ".")), here...))
			}
			found[o.Key] = &entry{path: here, value: values[name]}
			continue
		}
		if !s.blocks[key] {
			errs = append(errs, Inside(errUnknownKey, here...))
			continue
		}
		block, ok := values[name].(map[string]any)
		if !ok {
			errs = append(errs, Inside(expected("a block", reflect.ValueOf(s), values[name]), here...))
			continue
		}
		errs = append(errs, s.flattenInto(found, key+".", here, block)...)
	}
	return errs
}
