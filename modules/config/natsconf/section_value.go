package natsconf

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// String reads a text.
func (s *Section) String(into *string, keys ...string) bool {
	e := s.Take(keys...)
	if e == nil {
		return false
	}
	text, ok := e.Value.(*String)
	if !ok {
		return s.wrongType(e.KeyPos, e.Key, e.Value, "a string, which needs quotes if it looks like something else")
	}
	*into = text.Value
	return true
}

// Strings reads an array of texts, or a single one.
func (s *Section) Strings(into *[]string, keys ...string) bool {
	e := s.Take(keys...)
	if e == nil {
		return false
	}
	if text, ok := e.Value.(*String); ok {
		*into = []string{text.Value}
		return true
	}
	list, ok := e.Value.(*Array)
	if !ok {
		return s.wrongType(e.KeyPos, e.Key, e.Value, "a string or an array of strings")
	}
	texts := make([]string, 0, len(list.Items))
	for i, item := range list.Items {
		text, isText := item.(*String)
		if !isText {
			ok = s.wrongType(item.Pos(), e.Key+"["+strconv.Itoa(i)+"]", item, "a string")
			continue
		}
		texts = append(texts, text.Value)
	}
	if ok {
		*into = texts
	}
	return ok
}

// Bool reads a boolean.
func (s *Section) Bool(into *bool, keys ...string) bool {
	e := s.Take(keys...)
	if e == nil {
		return false
	}
	b, ok := e.Value.(*Bool)
	if !ok {
		return s.wrongType(e.KeyPos, e.Key, e.Value, "true or false")
	}
	*into = b.Value
	return true
}

// Int reads an integer between least and most.
func (s *Section) Int(into *int64, least, most int64, keys ...string) bool {
	e := s.Take(keys...)
	if e == nil {
		return false
	}
	n, ok := e.Value.(*Int)
	if !ok {
		return s.wrongType(e.KeyPos, e.Key, e.Value, "an integer")
	}
	return s.bounded(into, n.Value, least, most, e)
}

// Size reads an integer as Int does, or a text that is an integer with a size suffix: file formats other than this
// language's can write a size only in this way.
func (s *Section) Size(into *int64, least, most int64, keys ...string) bool {
	e := s.Take(keys...)
	if e == nil {
		return false
	}
	switch v := e.Value.(type) {
	case *Int:
		return s.bounded(into, v.Value, least, most, e)
	case *String:
		if n, ok := parseSize(v.Value); ok {
			return s.bounded(into, n, least, most, e)
		}
	}
	return s.wrongType(e.KeyPos, e.Key, e.Value, "a size: an integer, which may end in k, kb, m, mb, g, gb, …")
}

// parseSize reads an integer with a size suffix.
func parseSize(text string) (int64, bool) {
	digits := strings.TrimRight(text, "kmgtpeibKMGTPEIB")
	factor, ok := sizeFactor(text[len(digits):])
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || n > math.MaxInt64/factor || n < math.MinInt64/factor {
		return 0, false
	}
	return n * factor, true
}

func (s *Section) bounded(into *int64, n, least, most int64, e *Entry) bool {
	if n < least || n > most {
		s.Fail(e.KeyPos, OutOfRange, "%s: found %d, expected %d to %d", s.name(e.Key), n, least, most)
		return false
	}
	*into = n
	return true
}

// Numbers says what a number means where a duration is expected.
type Numbers struct {
	Unit time.Duration // of one; 0 means that numbers are not accepted
	Warn bool          // the number is an old form, the duration with its unit is better
}

// Duration reads a duration such as "300ms" or "1h30m", or a number. The language takes a bare 2m for two million,
// which nobody means here, so a number with a size suffix is refused.
func (s *Section) Duration(into *time.Duration, numbers Numbers, keys ...string) bool {
	e := s.Take(keys...)
	if e == nil {
		return false
	}
	expected := `a duration like "1m30s"`
	if numbers.Unit > 0 {
		expected += " or a number in units of " + numbers.Unit.String()
	}
	if text, ok := e.Value.(*String); ok {
		d, err := time.ParseDuration(text.Value)
		if err != nil {
			s.Fail(e.KeyPos, BadDuration, "%s: found %s, expected %s", s.name(e.Key), quote(text.Value), expected)
			return false
		}
		*into = d
		return true
	}
	if n, ok := e.Value.(*Int); ok && !isDigit(n.Text[len(n.Text)-1]) {
		s.Fail(e.KeyPos, BadDuration, "%s: found the size %s, which is %d; a duration that ends in m needs quotes",
			s.name(e.Key), n.Text, n.Value)
		return false
	}
	count, ok := number(e.Value)
	if !ok || numbers.Unit <= 0 {
		return s.wrongType(e.KeyPos, e.Key, e.Value, expected)
	}
	d := count * float64(numbers.Unit)
	if math.Abs(d) >= math.MaxInt64 {
		s.Fail(e.KeyPos, OutOfRange, "%s: found %v units of %v, expected at most %v", s.name(e.Key), count, numbers.Unit,
			time.Duration(math.MaxInt64))
		return false
	}
	*into = time.Duration(math.Round(d))
	if numbers.Warn {
		s.Warn(e.KeyPos, NeedsDuration, "%s: found a number, better is a duration like %q", s.name(e.Key), into.String())
	}
	return true
}

// number returns the value of an integer or float. Integers of durations are small, a float64 holds them exactly.
func number(n Node) (float64, bool) {
	switch n := n.(type) {
	case *Int:
		return float64(n.Value), true
	case *Float:
		return n.Value, true
	}
	return 0, false
}
