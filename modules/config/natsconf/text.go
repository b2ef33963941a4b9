package natsconf

import (
	"strconv"
	"strings"
)

// bareEnd holds the characters that end a bare string. The quote is the odd one: it is swallowed.
const bareEnd = " \t\n\r,;]}'"

// bare reads a string without quotes; literal says that it can only be a string, since there is an escape in it or a
// quote ended it.
func (s *scanner) bare() (text string, literal bool, err *Error) {
	start := s.off
	escaped := false
	var b strings.Builder
	for !s.eof() && strings.IndexByte(bareEnd, s.peek()) < 0 {
		if s.peek() != '\\' {
			s.off++
			continue
		}
		escaped = true
		b.WriteString(s.src.text[start:s.off])
		if err := s.escape(&b); err != nil {
			return "", true, err
		}
		start = s.off
	}
	text = s.src.text[start:s.off]
	if !s.eof() && s.peek() == '\'' {
		s.off++
		literal = true
	}
	if !escaped {
		return text, literal, nil
	}
	b.WriteString(text)
	return b.String(), true, nil
}

// quoted reads a string in quotes or parentheses.
func (s *scanner) quoted() (string, *Error) {
	switch s.peek() {
	case '(':
		return s.blockText()
	case '\'':
		return s.quotedRaw()
	}
	open := s.off
	s.off++
	start := s.off
	var b strings.Builder
	for !s.eof() {
		switch s.peek() {
		case '"':
			b.WriteString(s.src.text[start:s.off])
			s.off++
			return b.String(), nil
		case '\\':
			b.WriteString(s.src.text[start:s.off])
			if err := s.escape(&b); err != nil {
				return "", err
			}
			start = s.off
		default:
			s.off++
		}
	}
	return "", s.unclosed(open)
}

// quotedRaw reads a string in quotes of either kind without escapes.
func (s *scanner) quotedRaw() (string, *Error) {
	open := s.off
	s.off++
	n := strings.IndexByte(s.src.text[s.off:], s.src.text[open])
	if n < 0 {
		s.off = len(s.src.text)
		return "", s.unclosed(open)
	}
	text := s.src.text[s.off : s.off+n]
	s.off += n + 1
	return text, nil
}

// unclosed is the error for a quoted text that reaches the end of the file.
func (s *scanner) unclosed(open int) *Error {
	end := s.fail(UnexpectedEOF, "")
	end.Text = "found the end of the file, expected " + string(s.src.text[open]) +
		" to close the string of line " + strconv.Itoa(s.pos(open).Line)
	return end
}

// blockText reads a block string: raw text up to a parenthesis alone at the start of a line.
func (s *scanner) blockText() (string, *Error) {
	open := s.off
	s.off++
	start := s.off
	for {
		n := strings.IndexByte(s.src.text[s.off:], ')')
		if n < 0 {
			s.off = len(s.src.text)
			end := s.fail(UnexpectedEOF, "")
			end.Text = `found the end of the file, expected ")" alone in a line to close the block of line ` +
				strconv.Itoa(s.pos(open).Line)
			return "", end
		}
		s.off += n + 1
		before := s.src.text[s.off-2]
		if (before == '\n' || before == '\r') && (s.eof() || s.atNewline()) {
			return s.src.text[start : s.off-1], nil
		}
	}
}

// escape reads one escape sequence into b.
func (s *scanner) escape(b *strings.Builder) *Error {
	start := s.off
	s.off++
	if s.eof() {
		return s.fail(BadEscape, `found the end of the file behind "\", expected \xXX \t \n \r \" or \\`)
	}
	switch s.peek() {
	case 't':
		b.WriteByte('\t')
	case 'n':
		b.WriteByte('\n')
	case 'r':
		b.WriteByte('\r')
	case '"', '\\':
		b.WriteByte(s.peek())
	case 'x':
		return s.hexEscape(b)
	default:
		found := s.found()
		if !s.atNewline() {
			s.off++
		}
		return s.complain(s.failAt(start, BadEscape, `found %s behind "\", expected \xXX \t \n \r \" or \\`, found))
	}
	s.off++
	return nil
}

// hexEscape reads \xXX from the x on: one byte in two hexadecimal digits.
func (s *scanner) hexEscape(b *strings.Builder) *Error {
	s.off++
	digits := s.src.text[s.off:min(s.off+2, len(s.src.text))]
	c, err := strconv.ParseUint(digits, 16, 8)
	if err != nil || len(digits) < 2 {
		return s.complain(s.fail(BadEscape, `found %s behind "\x", expected two hexadecimal digits`, quote(digits)))
	}
	b.WriteByte(byte(c))
	s.off += 2
	return nil
}
