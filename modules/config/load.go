package config

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"

	"gnatsd/modules/config/natsconf"
)

const envPrefix = "GNATSD_"

// Loaded is the configuration in force: every section decoded and validated.
type Loaded struct {
	schema   *Schema
	sections map[string]any
	origins  map[string]string
	warnings []string
	digest   string
	at       time.Time
	report   *report
}

// Section returns the value of a section, of the type of its default, or nil.
func (l *Loaded) Section(name string) any { return l.sections[name] }

// Digest returns "sha256:" and the hash of what the file says, "" without one.
func (l *Loaded) Digest() string { return l.digest }

// Time returns when it was loaded.
func (l *Loaded) Time() time.Time { return l.at }

// Locate says where in the file the key is that an error is [Inside] of. It is
// for what a module finds out later than its Validate.
func (l *Loaded) Locate(err error) error {
	var errs []error
	for _, err := range each(err) {
		errs = append(errs, l.report.located(err))
	}
	return errors.Join(errs...)
}

// Warnings returns what is strange about the configuration and no error.
func (l *Loaded) Warnings() []string { return l.warnings }

// Value returns the value of a key, and whether the build has such a key.
func (l *Loaded) Value(key string) (any, bool) {
	o := l.schema.byKey[key]
	if o == nil {
		return nil, false
	}
	return l.value(o), true
}

func (l *Loaded) value(o *Option) any {
	return reflect.ValueOf(l.sections[o.Section]).FieldByIndex(o.index).Interface()
}

// Load puts flags over the environment over the file over the defaults. The
// flags are those of Schema.Flags, parsed; nil means none, and so does an empty
// Document. The error has everything that is wrong, one line each.
func Load(s *Schema, flags *pflag.FlagSet, path string, doc Document) (*Loaded, error) {
	found, err := s.flatten(doc.Values)
	r := &report{file: path, doc: doc, found: found, origins: map[string]string{}, warnings: doc.Warnings}
	r.add(err)
	layers, err := newLayers(s, flags, r)
	if err != nil {
		return nil, err
	}
	loaded := &Loaded{
		schema: s, sections: map[string]any{}, origins: r.origins, digest: doc.Digest, at: time.Now(), report: r,
	}
	for _, section := range s.sections {
		value := reflect.New(reflect.TypeOf(section.Default)).Elem()
		value.Set(reflect.ValueOf(section.Default))
		before := len(r.errs)
		for _, o := range s.options {
			if o.Section == section.Name {
				r.add(layers.decode(value.FieldByIndex(o.index), o))
			}
		}
		if len(r.errs) == before {
			r.add(r.settle(value))
			r.add(validate(value))
		}
		loaded.sections[section.Name] = value.Interface()
	}
	loaded.warnings = r.warnings
	if err := errors.Join(r.errs...); err != nil {
		return nil, err
	}
	return loaded, nil
}

// validate asks a section what is wrong with it, and what is only strange.
func validate(value reflect.Value) error {
	var errs []error
	section := value.Addr().Interface()
	if v, ok := section.(interface{ Validate() error }); ok {
		errs = append(errs, v.Validate())
	}
	if c, ok := section.(Cautious); ok {
		errs = append(errs, c.Cautions())
	}
	return errors.Join(errs...)
}

// Cautious is a section with something to say about what works and is strange.
// Its Validate is also asked by its module, which takes every error for one.
type Cautious interface {
	// Cautions returns what was made by [Caution], joined, each [Inside] its key.
	Cautions() error
}

// layers asks viper which layer a value comes from.
type layers struct {
	viper  *viper.Viper
	flags  *pflag.FlagSet
	report *report
}

// isDefault is what viper finds when no layer above the defaults has a value.
// The default itself is in the section already.
type isDefault struct{}

// newLayers hands viper the entries of the file and not their values: in those
// it would turn the keys of maps to lower case.
func newLayers(s *Schema, flags *pflag.FlagSet, r *report) (*layers, error) {
	v := viper.New()
	for _, o := range s.options {
		v.SetDefault(o.Key, isDefault{})
		errs := []error{v.BindEnv(o.Key, EnvName(o.Key))}
		if found, ok := r.found[o.Key]; ok {
			errs = append(errs, v.MergeConfigMap(nested(o.Key, found)))
		}
		if file := os.Getenv(EnvName(o.Key) + fileSuffix); file != "" && isSecret(o.Type) {
			errs = append(errs, v.MergeConfigMap(nested(o.Key, secretFile(file))))
		}
		if flag := lookup(flags, o); flag != nil {
			errs = append(errs, v.BindPFlag(o.Key, flag))
		}
		if err := errors.Join(errs...); err != nil {
			return nil, fmt.Errorf("configuration key %q: %w", o.Key, err)
		}
	}
	return &layers{viper: v, flags: flags, report: r}, nil
}

// fileSuffix is that of the variable which names the file that a secret is in.
const fileSuffix = "_FILE"

// A secretFile is the path of such a file. It takes the place of what the
// configuration file says, so that the layers above stay above it.
type secretFile string

func (f secretFile) read(name string) (string, error) {
	text, err := readFile(string(f))
	if err != nil {
		return "", fmt.Errorf("environment variable %s: %w", name, err)
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

func (l *layers) decode(dst reflect.Value, o *Option) (err error) {
	standard := reflect.ValueOf(dst.Interface())
	switch value := l.viper.Get(o.Key).(type) {
	case *entry:
		l.report.origins[o.Key] = l.report.place(value.path)
		if err = decodeValue(dst, value.value, o.Unit); err == nil {
			err = o.oddUnit(value.value)
		}
		err = Inside(err, value.path...)
	case secretFile:
		name := EnvName(o.Key) + fileSuffix
		l.report.origins[o.Key] = "environment " + name
		var text string
		if text, err = value.read(name); err == nil {
			err = decodeText(dst, text, o.Unit)
		}
	case string: // of a flag or of the environment
		if err = decodeText(dst, value, o.Unit); err != nil {
			err = fmt.Errorf("%s: %w", l.layer(o, " variable"), err)
		}
		l.report.origins[o.Key] = l.layer(o, "")
	}
	if o.unset != nil && dst.Interface() == o.unset && dst.CanSet() {
		dst.Set(standard)
	}
	return err
}

// layer names where the text of an option comes from.
func (l *layers) layer(o *Option, variable string) string {
	if flag := lookup(l.flags, o); flag != nil && flag.Changed {
		return "flag -" + o.Long()
	}
	return "environment" + variable + " " + EnvName(o.Key)
}

// oddUnit is a caution about a plain number where a duration is expected and a
// number is an old form of it.
func (o *Option) oddUnit(value any) error {
	if _, isNumber := floatOf(value); isNumber && o.Unit == "duration" {
		return Caution("should be a duration as in \"%vs\", not a number", value)
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
		switch {
		case s.byKey[key] != nil:
			errs = append(errs, each(put(found, s.byKey[key], &entry{path: here, value: values[name]}))...)
		case s.addresses[key] != nil:
			errs = append(errs, each(s.addresses[key].split(found, here, values[name]))...)
		case s.blocks[key]:
			block, ok := values[name].(map[string]any)
			if !ok {
				errs = append(errs, Inside(expected("a block", reflect.ValueOf(*s), values[name]), here...))
				continue
			}
			errs = append(errs, s.flattenInto(found, key+".", here, block)...)
		case switchedOff(key, values[name]):
		default:
			errs = append(errs, Inside(s.unknown(prefix, key), here...))
		}
	}
	return errs
}

// lone reports whether a block has one key only: it is there for the sake of that
// key, which a module declares that does not own the block.
func (s *Schema) lone(block string) bool {
	keys := 0
	for _, o := range s.options {
		if strings.HasPrefix(o.Key, block+".") {
			keys++
		}
	}
	return keys == 1
}

// unknown returns the error about a key that the build does not have.
func (s *Schema) unknown(prefix, key string) error {
	if err := foreign(key); err != nil {
		return err
	}
	if block, _, inside := strings.Cut(key, "."); inside && s.lone(block) {
		if err := foreign(block); err != nil {
			return err
		}
	}
	var known []string
	for _, keys := range [][]string{
		slices.Collect(maps.Keys(s.byKey)), slices.Collect(maps.Keys(s.blocks)), slices.Collect(maps.Keys(s.addresses)),
	} {
		for _, k := range keys {
			if name, inside := strings.CutPrefix(k, prefix); inside && !strings.Contains(name, ".") {
				known = append(known, name)
			}
		}
	}
	slices.Sort(known)
	return &unknownKey{natsconf.Nearest(strings.TrimPrefix(key, prefix), known)}
}
