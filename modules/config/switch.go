package config

import (
	"fmt"
	"reflect"
	"strconv"
)

// A Switch is a boolean that remembers whether it was given, for what an explicit
// false means more than none.
type Switch struct{ Given, On bool }

var switchType = reflect.TypeFor[Switch]()

// DecodeConfig takes true or false.
func (s *Switch) DecodeConfig(value any) (err error) {
	on, ok := value.(bool)
	if text, isText := value.(string); isText {
		on, err = strconv.ParseBool(text)
		ok = err == nil
	}
	if !ok {
		return expected("true or false", reflect.ValueOf(*s), value)
	}
	*s = Switch{Given: true, On: on}
	return nil
}

func (s Switch) String() string { return strconv.FormatBool(s.On) }

var (
	_ Decoder      = (*Switch)(nil)
	_ fmt.Stringer = Switch{}
)
