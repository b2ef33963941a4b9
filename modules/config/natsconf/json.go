package natsconf

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// TreeJSON returns the tree as indented JSON with sorted keys and a final new line. Integers have no point, floats
// always have one, and a date is the object {"$datetime": "2016-05-04T18:53:41Z"}. Bytes that are not UTF-8 become
// U+FFFD, JSON has no way to write them.
func TreeJSON(m *Map) []byte { return append(AppendJSON(nil, m, 0), '\n') }

// AppendJSON appends a value in the form of TreeJSON; lines behind the first are indented by so many levels more.
func AppendJSON(dst []byte, n Node, level int) []byte {
	switch n := n.(type) {
	case *Map:
		return appendMap(dst, n, level)
	case *Array:
		for i, item := range n.Items {
			dst = newLine(append(dst, "[,"[min(i, 1)]), level+1)
			dst = AppendJSON(dst, item, level+1)
		}
		if len(n.Items) == 0 {
			return append(dst, "[]"...)
		}
		return append(newLine(dst, level), ']')
	case *String:
		return appendText(dst, n.Value)
	case *Int:
		return strconv.AppendInt(dst, n.Value, 10)
	case *Float:
		return append(dst, formatFloat(n.Value)...)
	case *Bool:
		return strconv.AppendBool(dst, n.Value)
	case *Time:
		dst = n.Value.AppendFormat(append(dst, `{"$datetime": "`...), dateLayout)
		return append(dst, `"}`...)
	}
	return dst
}

func appendMap(dst []byte, m *Map, level int) []byte {
	if len(m.Entries) == 0 {
		return append(dst, "{}"...)
	}
	sorted := make(map[string]Node, len(m.Entries))
	for _, e := range m.Entries {
		sorted[e.Key] = e.Value
	}
	for i, key := range slices.Sorted(maps.Keys(sorted)) {
		dst = newLine(append(dst, "{,"[min(i, 1)]), level+1)
		dst = append(appendText(dst, key), ": "...)
		dst = AppendJSON(dst, sorted[key], level+1)
	}
	return append(newLine(dst, level), '}')
}

// maxIndent bounds the levels of indentation, else the text of a deep tree would grow with the square of its depth.
const maxIndent = 50

func newLine(dst []byte, level int) []byte {
	dst = append(dst, '\n')
	for range min(level, maxIndent) {
		dst = append(dst, "  "...)
	}
	return dst
}

// appendText appends a JSON string without the escapes for HTML.
func appendText(dst []byte, text string) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(text) // a string and a buffer leave nothing to fail
	return append(dst, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}

// formatFloat writes a number with a point and without an exponent, which the language has not.
func formatFloat(f float64) string {
	text := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}
