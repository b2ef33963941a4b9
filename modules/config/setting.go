package config

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"

	"github.com/spf13/pflag"
)

// A Setting is an option with the value in force, for people to look at.
type Setting struct {
	Key    string `json:"key"`
	Value  string `json:"value"` // secrets are masked
	Origin string `json:"origin"`
	Doc    string `json:"doc,omitempty"`
}

// Settings returns all options in the order of their declaration.
func (l *Loaded) Settings() []Setting {
	all := make([]Setting, 0, len(l.schema.options))
	for _, o := range l.schema.options {
		value := reflect.ValueOf(l.sections[o.Section]).FieldByIndex(o.index).Interface()
		all = append(all, Setting{Key: o.Key, Value: shown(value), Origin: l.origins[o.Key], Doc: o.Doc})
	}
	return all
}

// shown writes a value without its secrets. Of what has no plain form, and may
// hold a secret anywhere, it says only whether it is there.
func shown(value any) string {
	switch v := value.(type) {
	case fmt.Stringer: // a Secret masks itself
		return v.String()
	case string:
		return withoutPassword(v)
	case []string:
		masked := make([]string, len(v))
		for i, text := range v {
			masked[i] = withoutPassword(text)
		}
		return strings.Join(masked, ", ")
	case bool, int, int64, float64:
		return fmt.Sprint(v)
	}
	if v := reflect.ValueOf(value); !v.IsValid() || v.IsZero() {
		return ""
	}
	return "(set)"
}

// withoutPassword masks what stands before the @ of a URL.
func withoutPassword(text string) string {
	if !strings.Contains(text, "@") {
		return text
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return mask
	}
	if u.User != nil {
		u.User = url.User("xxxxx")
	}
	return u.String()
}

// origin says which layer the value of an option comes from.
func (l *layers) origin(o *Option, path string, doc Document) string {
	switch value := l.viper.Get(o.Key).(type) {
	case *entry:
		if doc.Where != nil {
			return doc.Where(value.path...)
		}
		return path
	case string:
		if changed(lookup(l.flags, o)) {
			return "flag -" + o.Long()
		}
		return "environment " + EnvName(o.Key)
	}
	return "default"
}

func changed(flag *pflag.Flag) bool { return flag != nil && flag.Changed }
