package natsconf

import (
	"strconv"
	"strings"
)

// bareEnd holds the characters that end a bare string. The quote is the odd one: it is swallowed.
const bareEnd = " \t\n\r,;]}'"

// bare reads a string without quotes; literal says that it can only be a string, since there is an escape in it or a
// quote ended it.
func (p *parser) bare() (text string, literal bool, err *Error) {
	start := p.off
	escaped := false
	var b strings.Builder
	for !p.eof() && strings.IndexByte(bareEnd, p.peek()) < 0 {
		if p.peek() != '\\' {
			p.off++
			continue
		}
		escaped = true
		b.WriteString(p.src.text[start:p.off])
		if err := p.escape(&b); err != nil {
			return "", true, err
		}
		start = p.off
	}
	text = p.src.text[start:p.off]
	if !p.eof() && p.peek() == '\'' {
		p.off++
		literal = true
	}
	if !escaped {
		return text, literal, nil
	}
	b.WriteString(text)
	return b.String(), true, nil
}

// quoted reads a string in quotes or parentheses.
func (p *parser) quoted() (string, *Error) {
	switch p.peek() {
	case '(':
		return p.blockText()
	case '\'':
		return p.quotedRaw()
	}
	open := p.off
	p.off++
	start := p.off
	var b strings.Builder
	for !p.eof() {
		switch p.peek() {
		case '"':
			b.WriteString(p.src.text[start:p.off])
			p.off++
			return b.String(), nil
		case '\\':
			b.WriteString(p.src.text[start:p.off])
			if err := p.escape(&b); err != nil {
				return "", err
			}
			start = p.off
		default:
			p.off++
		}
	}
	return "", p.unclosed(open)
}

// quotedRaw reads a string in quotes of either kind without escapes.
func (p *parser) quotedRaw() (string, *Error) {
	open := p.off
	p.off++
	n := strings.IndexByte(p.src.text[p.off:], p.src.text[open])
	if n < 0 {
		p.off = len(p.src.text)
		return "", p.unclosed(open)
	}
	text := p.src.text[p.off : p.off+n]
	p.off += n + 1
	return text, nil
}

// unclosed is the error for a quoted text that reaches the end of the file.
func (p *parser) unclosed(open int) *Error {
	end := p.fail(UnexpectedEOF, "")
	end.Text = "found the end of the file, expected " + string(p.src.text[open]) +
		" to close the string of line " + strconv.Itoa(p.pos(open).Line)
	return end
}

// blockText reads a block string: raw text up to a parenthesis alone at the start of a line.
func (p *parser) blockText() (string, *Error) {
	open := p.off
	p.off++
	start := p.off
	for {
		n := strings.IndexByte(p.src.text[p.off:], ')')
		if n < 0 {
			p.off = len(p.src.text)
			end := p.fail(UnexpectedEOF, "")
			end.Text = `found the end of the file, expected ")" alone in a line to close the block of line ` +
				strconv.Itoa(p.pos(open).Line)
			return "", end
		}
		p.off += n + 1
		before := p.src.text[p.off-2]
		if (before == '\n' || before == '\r') && (p.eof() || p.atNewline()) {
			return p.src.text[start : p.off-1], nil
		}
	}
}

// escape reads one escape sequence into b.
func (p *parser) escape(b *strings.Builder) *Error {
	start := p.off
	p.off++
	if p.eof() {
		return p.fail(BadEscape, `found the end of the file behind "\", expected \xXX \t \n \r \" or \\`)
	}
	switch p.peek() {
	case 't':
		b.WriteByte('\t')
	case 'n':
		b.WriteByte('\n')
	case 'r':
		b.WriteByte('\r')
	case '"', '\\':
		b.WriteByte(p.peek())
	case 'x':
		return p.hexEscape(b)
	default:
		found := p.found()
		if !p.atNewline() {
			p.off++
		}
		return p.complain(p.failAt(start, BadEscape, `found %s behind "\", expected \xXX \t \n \r \" or \\`, found))
	}
	p.off++
	return nil
}

// hexEscape reads \xXX from the x on: one byte in two hexadecimal digits.
func (p *parser) hexEscape(b *strings.Builder) *Error {
	p.off++
	digits := p.src.text[p.off:min(p.off+2, len(p.src.text))]
	c, err := strconv.ParseUint(digits, 16, 8)
	if err != nil || len(digits) < 2 {
		return p.complain(p.fail(BadEscape, `found %s behind "\x", expected two hexadecimal digits`, quote(digits)))
	}
	b.WriteByte(byte(c))
	p.off += 2
	return nil
}
