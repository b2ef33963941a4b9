package logging

import (
	"strconv"
	"unicode/utf8"

	"go.uber.org/zap/buffer"
)

// appendPlain appends text as it reads, with every rune that is not printable,
// line feeds and escape characters among them, written in the way of a Go
// string. A backslash stays itself: paths should be readable, and what is not
// printable can still not get through.
func appendPlain(line *buffer.Buffer, text string) {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if strconv.IsPrint(r) && !(r == utf8.RuneError && size == 1) {
			line.AppendString(text[i : i+size])
		} else {
			quoted := strconv.Quote(text[i : i+size])
			line.AppendString(quoted[1 : len(quoted)-1])
		}
		i += size
	}
}

func appendQuoted(line *buffer.Buffer, text string) { line.AppendString(strconv.Quote(text)) }

// appendKey appends the name of a field. Names come from code; one that could
// be taken for something else is quoted.
func appendKey(to []byte, key string) []byte {
	for _, r := range key {
		if r <= ' ' || r == '=' || r == '"' || r > '~' {
			return strconv.AppendQuote(to, key)
		}
	}
	return append(to, key...)
}
