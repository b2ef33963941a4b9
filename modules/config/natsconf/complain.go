package natsconf

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// fail makes an error about the next character.
func (p *parser) fail(class Class, format string, args ...any) *Error {
	return p.failAt(p.off, class, format, args...)
}

// failAt makes an error about the given offset.
func (p *parser) failAt(offset int, class Class, format string, args ...any) *Error {
	return p.located(&Error{Pos: p.pos(offset), Class: class, Text: fmt.Sprintf(format, args...)})
}

// located adds the places of the includes that led to this file.
func (p *parser) located(err *Error) *Error {
	for i := len(p.files) - 1; i >= 0; i-- {
		if from := p.files[i].directive; from.IsValid() {
			err.IncludedFrom = append(err.IncludedFrom, from)
		}
	}
	return err
}

// complain notes an error and lets the parser read on, unless there were too many.
func (p *parser) complain(err *Error) *Error {
	if len(p.errs) >= maxErrors-1 {
		return err
	}
	p.errs = append(p.errs, err)
	return nil
}

// found describes the next character for a message.
func (p *parser) found() string {
	if p.eof() {
		return "the end of the file"
	}
	if p.atNewline() {
		return "a new line"
	}
	c, size := utf8.DecodeRuneInString(p.src.text[p.off:])
	if c == utf8.RuneError && size == 1 {
		return fmt.Sprintf("the byte 0x%02x", p.peek())
	}
	return strconv.Quote(string(c))
}

// quote quotes a name for a message, shortened if it is long.
func quote(name string) string {
	const most = 100
	if len(name) > most {
		return strconv.Quote(name[:most]) + "…"
	}
	return strconv.Quote(name)
}
