package natsconf

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cursor is a place in one source, and what can be said of the characters there.
type cursor struct {
	src *source
	off int
}

func (c *cursor) eof() bool { return c.off >= len(c.src.text) }

// peek returns the next byte; the caller has checked eof.
func (c *cursor) peek() byte { return c.src.text[c.off] }

func (c *cursor) pos(offset int) Pos { return c.src.pos(offset) }

func (c *cursor) atNewline() bool { return !c.eof() && (c.peek() == '\n' || c.peek() == '\r') }

// atBlank reports whether a Unicode white space is next.
func (c *cursor) atBlank() bool { return c.blank() > 0 }

// blank returns the length of the white space character that is next, 0 if there is none.
func (c *cursor) blank() int {
	if c.eof() {
		return 0
	}
	char, size := rune(c.peek()), 1
	if char >= utf8.RuneSelf {
		char, size = utf8.DecodeRuneInString(c.src.text[c.off:])
	}
	if !unicode.IsSpace(char) || char == utf8.RuneError {
		return 0
	}
	return size
}

func (c *cursor) atComment() bool {
	return !c.eof() && (c.peek() == '#' || strings.HasPrefix(c.src.text[c.off:], "//"))
}

// skipSpace passes blanks and tabs: all that may surround a value in its line.
func (c *cursor) skipSpace() {
	for !c.eof() && (c.peek() == ' ' || c.peek() == '\t') {
		c.off++
	}
}

// skipBlanks passes any white space.
func (c *cursor) skipBlanks() {
	for n := c.blank(); n > 0; n = c.blank() {
		c.off += n
	}
}

func (c *cursor) skipBlanksInLine() {
	for n := c.blank(); n > 0 && !c.atNewline(); n = c.blank() {
		c.off += n
	}
}

// skipComments passes any white space and comments.
func (c *cursor) skipComments() {
	for c.skipBlanks(); c.atComment(); c.skipBlanks() {
		for !c.eof() && !c.atNewline() {
			c.off++
		}
	}
}

// atNumberEnd reports whether the next character ends an integer.
func (c *cursor) atNumberEnd() bool {
	return c.eof() || strings.IndexByte(" \t\n\r,;]}", c.peek()) >= 0
}

// skipDigits passes digits and reports whether there was any.
func (c *cursor) skipDigits() bool {
	start := c.off
	for !c.eof() && isDigit(c.peek()) {
		c.off++
	}
	return c.off > start
}

// found describes the next character for a message.
func (c *cursor) found() string {
	if c.eof() {
		return "the end of the file"
	}
	if c.atNewline() {
		return "a new line"
	}
	char, size := utf8.DecodeRuneInString(c.src.text[c.off:])
	if char == utf8.RuneError && size == 1 {
		return fmt.Sprintf("the byte 0x%02x", c.peek())
	}
	return strconv.Quote(string(char))
}
