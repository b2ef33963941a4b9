package natsconf

import (
	"math"
	"strconv"
	"strings"
	"time"
)

const dateLayout = "2006-01-02T15:04:05Z"

// sizes maps the first letter of a size suffix to its exponent: 1000^n alone, 1024^n with "b", "i" or "ib" behind it.
var sizes = map[byte]int{'k': 1, 'm': 2, 'g': 3, 't': 4, 'p': 5, 'e': 6}

// sizeFactor returns the factor of a size suffix.
func sizeFactor(suffix string) (int64, bool) {
	if suffix == "" || len(suffix) > 3 {
		return 0, false
	}
	suffix = strings.ToLower(suffix)
	factor := int64(1024)
	switch suffix[1:] {
	case "":
		factor = 1000
	case "b", "i", "ib":
	default:
		return 0, false
	}
	exponent, ok := sizes[suffix[0]]
	result := int64(1)
	for range exponent {
		result *= factor
	}
	return result, ok
}

// number reads what starts with a digit or a minus: an integer, a size, a float, a date, an address, or a bare string.
func (p *parser) number(pos Pos) (Node, *Error) {
	start := p.off
	if p.peek() == '-' {
		p.off++
	}
	if !p.skipDigits() {
		return nil, p.fail(BadNumber, `found %s behind "-", expected a digit`, p.found())
	}
	negative := p.src.text[start] == '-'
	digits := p.off - start
	switch {
	case p.atNumberEnd():
		return p.integer(start, 1, pos)
	case p.peek() == '.':
		return p.fraction(start, pos)
	case p.peek() == '-' && !negative:
		if digits != len("2006") {
			return nil, p.fail(BadDate, `found "-" behind %d digits, expected a date as in %s`, digits, dateLayout)
		}
		return p.date(start, pos)
	}
	if _, maybeSize := sizes[p.peek()|0x20]; negative && !maybeSize {
		return p.integer(start, 1, pos) // what follows is an error or a comment
	}
	suffix := p.off
	for !p.atNumberEnd() && p.off <= suffix+len("kib") {
		p.off++
	}
	if factor, ok := sizeFactor(p.src.text[suffix:p.off]); ok {
		return p.integer(start, factor, pos)
	}
	p.off = start
	text, _, err := p.bare()
	return &String{node: node{pos: pos}, Value: text}, err
}

// integer makes an integer of the text from start.
func (p *parser) integer(start int, factor int64, pos Pos) (Node, *Error) {
	text := p.src.text[start:p.off]
	n, err := strconv.ParseInt(strings.TrimRight(text, "kmgtpeibKMGTPEIB"), 10, 64)
	if err != nil || n > math.MaxInt64/factor || n < math.MinInt64/factor {
		err := p.failAt(start, IntRange, "the integer %s is out of range, expected %d to %d", clip(text), math.MinInt64,
			math.MaxInt64)
		return &Int{node: node{pos: pos}, Text: text}, p.complain(err)
	}
	return &Int{node: node{pos: pos}, Value: n * factor, Text: text}, nil
}

// fraction reads on at the first point: a float, or with a second point an address.
func (p *parser) fraction(start int, pos Pos) (Node, *Error) {
	p.off++
	if !p.skipDigits() {
		return nil, p.fail(BadNumber, `found %s behind ".", expected a digit`, p.found())
	}
	if !p.eof() && p.peek() == '.' {
		for !p.eof() && (isDigit(p.peek()) || strings.IndexByte(".:-", p.peek()) >= 0) {
			p.off++
		}
		return &String{node: node{pos: pos}, Value: p.src.text[start:p.off]}, nil
	}
	text := p.src.text[start:p.off]
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		err := p.failAt(start, BadNumber, "the number %s is out of range, expected at most 1.8e308", clip(text))
		return &Float{node: node{pos: pos}}, p.complain(err)
	}
	return &Float{node: node{pos: pos}, Value: f}, nil
}

// date reads a date with a time of day.
func (p *parser) date(start int, pos Pos) (Node, *Error) {
	p.off = start
	for _, want := range []byte("0000-00-00T00:00:00Z") {
		switch {
		case want == '0' && (p.eof() || !isDigit(p.peek())):
			return nil, p.fail(BadDate, "found %s in a date, expected a digit as in %s", p.found(), dateLayout)
		case want != '0' && (p.eof() || p.peek() != want):
			return nil, p.fail(BadDate, "found %s in a date, expected %q as in %s", p.found(), want, dateLayout)
		}
		p.off++
	}
	text := p.src.text[start:p.off]
	t, err := time.Parse(dateLayout, text)
	if err != nil {
		err := p.failAt(start, BadDate, "there is no date %s, expected one as in %s", text, dateLayout)
		return &Time{node: node{pos: pos}}, p.complain(err)
	}
	return &Time{node: node{pos: pos}, Value: t}, nil
}

// clip shortens a text for a message.
func clip(text string) string {
	const most = 40
	if len(text) > most {
		return text[:most] + "…"
	}
	return text
}
