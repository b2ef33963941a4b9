package config

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Parse makes a value of the option's type from the text of a flag or of the
// environment.
func (o *Option) Parse(text string) (any, error) {
	value := reflect.New(o.Type).Elem()
	err := decodeText(value, text, o.Unit)
	if c := (*caution)(nil); err != nil && !errors.As(err, &c) {
		return nil, err
	}
	return value.Interface(), nil
}

func decodeText(dst reflect.Value, text, unit string) error {
	if d, ok := dst.Addr().Interface().(Decoder); ok {
		return d.DecodeConfig(text)
	}
	switch kind := dst.Kind(); {
	case kind == reflect.String:
		dst.SetString(text)
	case kind == reflect.Interface:
		dst.Set(reflect.ValueOf(text))
	case kind == reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return expected("true or false", dst, text)
		}
		dst.SetBool(b)
	case dst.Type() == durationType:
		d, err := parseDuration(text)
		if err != nil {
			return err
		}
		dst.SetInt(int64(d))
	case kind == reflect.Int || kind == reflect.Int64:
		n, err := parseInt(text, unit)
		if err != nil {
			return err
		}
		return setInt(dst, n)
	case kind == reflect.Float64:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return expected("a number", dst, text)
		}
		dst.SetFloat(f)
	case kind == reflect.Slice && dst.Type().Elem().Kind() == reflect.String:
		items := reflect.MakeSlice(dst.Type(), 0, 0)
		for item := range strings.SplitSeq(text, ",") {
			if item = strings.TrimSpace(item); item != "" {
				items = reflect.Append(items, reflect.ValueOf(item).Convert(dst.Type().Elem()))
			}
		}
		dst.Set(items)
	default:
		return errors.New("can only be set in a file")
	}
	return nil
}

// decodeValue takes what a file says. It converts between the number types of
// the codecs and from nothing else, except where a text form is defined:
// durations and sizes in bytes.
func decodeValue(dst reflect.Value, value any, unit string) error {
	if size, ok := value.(Size); ok && dst.Type() != durationType {
		value = int64(size)
	}
	if d, ok := dst.Addr().Interface().(Decoder); ok {
		return d.DecodeConfig(value)
	}
	switch kind := dst.Kind(); {
	case kind == reflect.Interface:
		if value != nil {
			dst.Set(reflect.ValueOf(value))
		}
		return nil
	case kind == reflect.String:
		text, ok := value.(string)
		if !ok {
			return expected("a string", dst, value)
		}
		dst.SetString(text)
	case kind == reflect.Bool:
		b, ok := value.(bool)
		if !ok {
			return expected("true or false", dst, value)
		}
		dst.SetBool(b)
	case dst.Type() == durationType:
		d, err := durationOf(dst, value)
		if err != nil {
			return err
		}
		dst.SetInt(int64(d))
	case kind == reflect.Int || kind == reflect.Int64:
		n, err := intOf(dst, value, unit)
		if err != nil {
			return err
		}
		return setInt(dst, n)
	case kind == reflect.Float64:
		f, ok := floatOf(value)
		if !ok {
			return expected("a number", dst, value)
		}
		dst.SetFloat(f)
	case kind == reflect.Slice:
		return decodeList(dst, value, unit)
	case kind == reflect.Struct:
		return decodeBlock(dst, value)
	}
	return nil
}

// decodeList lets one value stand for a list of one, as the NATS configuration
// language does.
func decodeList(dst reflect.Value, value any, unit string) error {
	items, ok := value.([]any)
	if !ok {
		items = []any{value}
	}
	made := reflect.MakeSlice(dst.Type(), len(items), len(items))
	for i, item := range items {
		if err := decodeValue(made.Index(i), item, unit); err != nil {
			return Inside(err, strconv.Itoa(i))
		}
	}
	dst.Set(made)
	return nil
}

// decodeBlock fills a struct that is an element of a list. Blocks outside of
// lists are part of the schema and never get here.
func decodeBlock(dst reflect.Value, value any) error {
	block, ok := value.(map[string]any)
	if !ok {
		return expected("a block", dst, value)
	}
	schema := newSchema()
	if err := schema.addStruct("", "", nil, dst); err != nil {
		return err
	}
	found, err := schema.flatten(block)
	if err != nil {
		return err
	}
	for _, o := range schema.options {
		entry, ok := found[o.Key]
		if !ok {
			continue
		}
		if err := decodeValue(dst.FieldByIndex(o.index), entry.value, o.Unit); err != nil {
			return Inside(err, entry.path...)
		}
	}
	return nil
}

func setInt(dst reflect.Value, n int64) error {
	if dst.OverflowInt(n) {
		return fmt.Errorf("%d is %w", n, ErrRange)
	}
	dst.SetInt(n)
	return nil
}

func intOf(dst reflect.Value, value any, unit string) (int64, error) {
	switch v := value.(type) {
	case string:
		if unit == "bytes" {
			return parseInt(v, unit)
		}
	case uint64:
		if v > math.MaxInt64 {
			return 0, fmt.Errorf("%d is %w", v, ErrRange)
		}
		return int64(v), nil
	case float64: // all numbers of JSON
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int64(v), nil
		}
	case int, int64:
		return reflect.ValueOf(v).Int(), nil
	}
	return 0, expected("a whole number", dst, value)
}

func floatOf(value any) (float64, bool) {
	switch v := value.(type) {
	case float64:
		return v, true
	case int, int64:
		return float64(reflect.ValueOf(v).Int()), true
	case uint64:
		return float64(v), true
	}
	return 0, false
}

func durationOf(dst reflect.Value, value any) (time.Duration, error) {
	switch v := value.(type) {
	case time.Duration:
		return v, nil
	case string:
		return parseDuration(v)
	case Size:
		return 0, fmt.Errorf("is the number %d; a duration that ends in m needs quotes", v)
	}
	seconds, ok := floatOf(value)
	if !ok {
		return 0, expected(`a duration as in "2m" or a number of seconds`, dst, value)
	}
	return fromSeconds(seconds)
}

func parseDuration(text string) (time.Duration, error) {
	if seconds, err := strconv.ParseFloat(text, 64); err == nil {
		return fromSeconds(seconds)
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf(`expected a duration as in "2m" or a number of seconds, got %q`, text)
	}
	return d, nil
}

func fromSeconds(seconds float64) (time.Duration, error) {
	nanos := seconds * float64(time.Second)
	if math.IsNaN(nanos) || math.Abs(nanos) >= math.MaxInt64 {
		return 0, fmt.Errorf("%v seconds is %w", seconds, ErrRange)
	}
	return time.Duration(math.Round(nanos)), nil
}

// expected says what was wanted and what was there. Of what should have been a
// secret, or a block that may hold one, only the kind is shown.
func expected(what string, dst reflect.Value, got any) error {
	shown := fmt.Sprint(got)
	switch v := got.(type) {
	case string:
		shown = strconv.Quote(v)
		if isSecret(dst.Type()) || isBlock(dst.Type()) {
			shown = "a string"
		}
	case map[string]any:
		shown = "a block"
	case []any:
		shown = "a list"
	case nil:
		shown = "nothing"
	default:
		if isSecret(dst.Type()) {
			shown = "something else; quote it"
		}
	}
	return fmt.Errorf("expected %s, got %s", what, shown)
}
