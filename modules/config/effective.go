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
	Key    string
	Value  string
	Origin string // "default", "flag -port", "environment GNATSD_PORT" or a place in the file
}

// Effective returns all options in the order of their declaration.
func (l *Loaded) Effective() []Setting {
	var all []Setting
	for _, o := range l.schema.options {
		all = append(all, Setting{o.Key, show(l.value(o)), cmp.Or(l.origins[o.Key], "default")})
	}
	return all
}

// userinfo is what stands in a URL in front of the host.
var userinfo = regexp.MustCompile(`://[^/@\s"]*@`)

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
	case fmt.Stringer:
		text = strconv.Quote(v.String())
	default:
		switch reflect.TypeOf(value).Kind() {
		case reflect.String:
			text = strconv.Quote(text)
		case reflect.Map:
			text = "{" + strings.TrimSuffix(strings.TrimPrefix(text, "map["), "]") + "}"
		case reflect.Slice, reflect.Struct:
			text = fmt.Sprintf("%+v", value)
		}
	}
	return userinfo.ReplaceAllString(text, "://"+mask+"@")
}
