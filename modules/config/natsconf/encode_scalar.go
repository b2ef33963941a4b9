package natsconf

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// encodeScalar writes a value without parts.
func encodeScalar(v reflect.Value) (string, error) {
	switch value := v.Interface().(type) {
	case time.Time:
		utc := value.UTC()
		if utc.Nanosecond() != 0 || utc.Year() < 0 || utc.Year() > 9999 {
			return "", fmt.Errorf("the date %v cannot be written as in %s", value, dateLayout)
		}
		return utc.Format(dateLayout), nil
	case time.Duration:
		return encodeString(value.String()), nil
	}
	switch v.Kind() {
	case reflect.String:
		return encodeString(v.String()), nil
	case reflect.Bool:
		return strconv.FormatBool(v.Bool()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() > math.MaxInt64 {
			return "", fmt.Errorf("the integer %d is out of range, expected at most %d", v.Uint(), math.MaxInt64)
		}
		return strconv.FormatUint(v.Uint(), 10), nil
	case reflect.Float32, reflect.Float64:
		if math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0) {
			return "", fmt.Errorf("the number %v cannot be written with digits", v.Float())
		}
		return formatFloat(v.Float()), nil
	}
	return "", fmt.Errorf("found a value of type %v, expected one that a configuration file can hold", v.Type())
}

// encodeString writes a string in double quotes, whatever is in it.
func encodeString(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case c == '"' || c == '\\':
			b.WriteString(`\` + string(c))
		case c == '\t':
			b.WriteString(`\t`)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c < ' ', c == 0x7f, c == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		default:
			b.WriteString(text[i : i+size])
		}
		i += size
	}
	b.WriteByte('"')
	return b.String()
}

// encodeKey writes a key: bare if it is a plain word, else in quotes, where a key knows no escapes.
func encodeKey(key string) (string, error) {
	plain := key != "" && !strings.EqualFold(key, "include")
	for i, c := range []byte(key) {
		letter := c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z'
		plain = plain && (letter || i > 0 && (isDigit(c) || c == '-' || c == '.'))
	}
	switch {
	case plain:
		return key, nil
	case strings.IndexByte(key, 0) >= 0:
		return "", errors.New("found a NUL byte in a key")
	case !strings.Contains(key, `"`):
		return `"` + key + `"`, nil
	case !strings.Contains(key, "'"):
		return "'" + key + "'", nil
	}
	return "", errors.New("found quotes of both kinds in a key")
}
