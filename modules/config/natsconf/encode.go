package natsconf

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// maxLine is the width up to which an array of scalars stays in one line.
const maxLine = 100

// Encode writes a map in the configuration language, keys sorted, so that Parse reads the same values back. Values are
// those of Plain; other integers, floats, strings, slices and maps with string keys, as other decoders make them, are
// written as the type of the language that is nearest, durations as "1m30s". What the language cannot say is an error:
// null, an integer over int64, a float that is no number, a date with a fraction of a second, a key that holds quotes
// of both kinds.
func Encode(v map[string]any) ([]byte, error) {
	e := &encoder{}
	if err := e.entries(reflect.ValueOf(v), 0, ""); err != nil {
		return nil, fmt.Errorf("cannot write the configuration: %w", err)
	}
	return e.out, nil
}

type encoder struct {
	out []byte
}

// entries writes what stands between the braces of a map, one entry per line.
func (e *encoder) entries(m reflect.Value, level int, path string) error {
	keys := map[string]reflect.Value{}
	for _, k := range m.MapKeys() {
		name := k
		if name.Kind() == reflect.Interface {
			name = name.Elem()
		}
		if name.Kind() != reflect.String {
			return fmt.Errorf("%s: found a key of type %v, expected a string", at(path), k.Type())
		}
		keys[name.String()] = m.MapIndex(k)
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		inner := strings.TrimPrefix(path+"."+key, ".")
		written, err := encodeKey(key)
		if err != nil {
			return fmt.Errorf("%s: %w", inner, err)
		}
		e.indent(level)
		e.out = append(append(e.out, written...), ": "...)
		if err := e.value(keys[key], level, inner); err != nil {
			return err
		}
		e.out = append(e.out, '\n')
	}
	return nil
}

func at(path string) string {
	if path == "" {
		return "top level"
	}
	return path
}

func (e *encoder) indent(level int) {
	for range min(level, maxIndent) {
		e.out = append(e.out, "  "...)
	}
}

func (e *encoder) value(v reflect.Value, level int, path string) error {
	for v.IsValid() && (v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer) {
		v = v.Elem()
	}
	if !v.IsValid() {
		return fmt.Errorf("%s: found null, which the language does not have", path)
	}
	if level > DefaultMaxDepth {
		return fmt.Errorf("%s: found more than %d levels of nesting", clip(path), DefaultMaxDepth)
	}
	switch v.Kind() {
	case reflect.Map:
		if v.Len() == 0 {
			e.out = append(e.out, "{}"...)
			return nil
		}
		e.out = append(e.out, "{\n"...)
		if err := e.entries(v, level+1, path); err != nil {
			return err
		}
		e.indent(level)
		e.out = append(e.out, '}')
		return nil
	case reflect.Slice, reflect.Array:
		return e.array(v, level, path)
	}
	text, err := encodeScalar(v)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	e.out = append(e.out, text...)
	return nil
}

// array writes a list, in one line if it is short and holds nothing of several lines.
func (e *encoder) array(v reflect.Value, level int, path string) error {
	start := len(e.out)
	ends := make([]int, v.Len())
	for i := range v.Len() {
		if err := e.value(v.Index(i), level+1, path+"["+strconv.Itoa(i)+"]"); err != nil {
			return err
		}
		ends[i] = len(e.out) - start
	}
	items := slices.Clone(e.out[start:])
	e.out = append(e.out[:start], '[')
	short := len(items)+len(", ")*v.Len() <= maxLine && !slices.Contains(items, '\n')
	from := 0
	for i, end := range ends {
		switch {
		case !short:
			e.out = append(e.out, '\n')
			e.indent(level + 1)
		case i > 0:
			e.out = append(e.out, ", "...)
		}
		e.out = append(e.out, items[from:end]...)
		from = end
	}
	if !short {
		e.out = append(e.out, '\n')
		e.indent(level)
	}
	e.out = append(e.out, ']')
	return nil
}
