package natsconf

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"
)

// Import makes a tree of plain Go values as the decoders of YAML, TOML and JSON return them, so that files of any
// format can be shown and written alike. Places have the name only. A float without a fraction becomes an integer.
// Null and other types are an error that names the key.
func Import(name string, values map[string]any) (*Map, error) {
	im := &importer{pos: Pos{File: name}}
	m := im.imported(values, "", 0)
	if len(im.errs) > 0 {
		return nil, im.errs
	}
	return m.(*Map), nil
}

type importer struct {
	pos  Pos
	errs Errors
}

func (im *importer) imported(v any, path string, depth int) Node {
	at := node{pos: im.pos}
	if depth > DefaultMaxDepth {
		return im.fail(TooDeep, "%s is nested more than %d levels deep", clip(path), DefaultMaxDepth)
	}
	switch v := v.(type) {
	case map[string]any:
		m := &Map{node: at}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			m.set(Entry{Key: key, KeyPos: im.pos, Value: im.imported(v[key], path+"."+key, depth+1)})
		}
		return m
	case map[any]any:
		keys := make(map[string]any, len(v))
		for key, value := range v {
			keys[fmt.Sprint(key)] = value
		}
		return im.imported(keys, path, depth)
	case []any:
		a := &Array{node: at}
		for i, item := range v {
			a.Items = append(a.Items, im.imported(item, path+"["+strconv.Itoa(i)+"]", depth+1))
		}
		return a
	case []string:
		a := &Array{node: at}
		for _, item := range v {
			a.Items = append(a.Items, &String{node: at, Value: item, Quoted: true})
		}
		return a
	case string:
		return &String{node: at, Value: v, Quoted: true}
	case int:
		return &Int{node: at, Value: int64(v), Text: strconv.Itoa(v)}
	case int64:
		return &Int{node: at, Value: v, Text: strconv.FormatInt(v, 10)}
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 { // JSON has no integers
			return &Int{node: at, Value: int64(v), Text: strconv.FormatFloat(v, 'f', -1, 64)}
		}
		return &Float{node: at, Value: v}
	case bool:
		return &Bool{node: at, Value: v}
	case time.Time:
		return &Time{node: at, Value: v.UTC()}
	case nil:
		return im.fail(MissingValue, "found no value for the key %s", quote(path[min(1, len(path)):]))
	}
	return im.fail(WrongType, "%s: found a value of type %T, expected a map, an array, a string, a number, a boolean or "+
		"a date", quote(path[min(1, len(path)):]), v)
}

func (im *importer) fail(class Class, format string, args ...any) Node {
	im.errs = append(im.errs, &Error{Pos: im.pos, Class: class, Text: fmt.Sprintf(format, args...)})
	return &String{node: node{pos: im.pos}}
}
