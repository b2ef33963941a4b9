package config

import (
	"cmp"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Setting is one option with the value in force, as people read it. Secrets are
// masked.
type Setting struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	Origin string `json:"origin"` // "default", "flag -port", "environment GNATSD_PORT" or a place in the file
	Doc    string `json:"doc,omitempty"`
}

// Settings returns all options in the order of their declaration.
func (l *Loaded) Settings() []Setting {
	var all []Setting
	for _, o := range l.schema.options {
		all = append(all, Setting{o.Key, show(l.value(o)), cmp.Or(l.origins[o.Key], "default"), o.Doc})
	}
	return all
}

// userinfo is what stands in a URL in front of the host.
var userinfo = regexp.MustCompile(`://[^/@\s"]*@`)

// blockText says of what has no plain form, and may hold a secret anywhere, only
// whether it is there.
func blockText(value reflect.Value) string {
	if value.IsZero() {
		return "{}"
	}
	return "{…}"
}

// show writes a value as it could stand in a file.
func show(value any) string {
	text := fmt.Sprint(value)
	switch v := value.(type) {
	case string:
		text = strconv.Quote(v)
	case Secret:
		text = strconv.Quote(v.String())
	case time.Duration:
		text = strconv.Quote(v.String())
	case []string:
		text = strings.ReplaceAll(fmt.Sprintf("%q", v), `" "`, `", "`)
	case nil:
		text = `""`
	case Switch:
		text = v.String()
	case fmt.Stringer:
		text = strconv.Quote(v.String())
	default:
		if o := reflect.TypeOf(value); o.Kind() == reflect.Map && o.Elem().Kind() == reflect.Interface {
			return blockText(reflect.ValueOf(value))
		}
		switch reflect.TypeOf(value).Kind() {
		case reflect.String:
			text = strconv.Quote(text)
		case reflect.Map:
			text = "{" + strings.TrimSuffix(strings.TrimPrefix(text, "map["), "]") + "}"
		case reflect.Slice, reflect.Struct:
			text = blockText(reflect.ValueOf(value))
		}
	}
	return userinfo.ReplaceAllString(text, "://"+mask+"@")
}
