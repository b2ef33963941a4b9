package natsconf

import (
	"path/filepath"
	"strings"
	"unicode"
)

// Parse reads a configuration text. The name stands in the places of keys, values and errors; relative includes start
// at its folder. If the text is refused the error is an Errors. Parse does not keep src.
func Parse(name string, src []byte, opts Options) (*Map, error) {
	r := newReading(opts)
	if err := r.write(len(src), Pos{File: name}); err != nil {
		return nil, Errors{err}
	}
	s, err := newSource(name, src)
	if err != nil {
		return nil, Errors{err}
	}
	return tree(parseSource(r, s, []openFile{{path: name}}))
}

// tree turns the result of parseSource into that of the exported functions.
func tree(m *Map, errs Errors) (*Map, error) {
	if len(errs) > 0 {
		return nil, errs
	}
	return m, nil
}

// parser reads one source. Its methods return an error after which reading on makes no sense; mistakes that leave no
// doubt about what follows them go to complain.
type parser struct {
	*reading
	scanner
	folder string // where relative includes start
	scopes []*Map // maps around the current place, outermost first: where variables are looked up
	braces int    // braces opened around statements at top level
}

// parseSource reads a whole text.
func parseSource(r *reading, s *source, files []openFile) (*Map, Errors) {
	p := &parser{reading: r, scanner: newScanner(s, files), folder: filepath.Dir(s.name)}
	m := &Map{node: node{pos: p.pos(0)}}
	if err := p.statements(m, topLevel); err != nil {
		p.errs = append(p.errs, err)
	}
	return m, p.errs
}

// place says what surrounds a statement or value, which decides what may follow it.
type place int

const (
	topLevel place = iota
	inMap
	inArray
)

// statements reads entries into m up to the end of the text at top level, up to the closing brace in a map.
func (p *parser) statements(m *Map, where place) *Error {
	p.scopes = append(p.scopes, m)
	defer func() { p.scopes = p.scopes[:len(p.scopes)-1] }()
	for {
		p.skipComments()
		switch {
		case p.eof() && where == topLevel:
			return nil
		case p.eof():
			return p.fail(UnexpectedEOF, `found the end of the file, expected a key or "}" to close the map of line %d`,
				m.pos.Line)
		case p.peek() == '}' && where == inMap:
			p.off++
			return nil
		case p.peek() == ']' && where == inMap:
			return p.fail(MismatchedBracket, `found "]", expected a key or "}" to close the map of line %d`, m.pos.Line)
		case where == topLevel && p.skipBrace():
		default:
			if err := p.statement(m, where); err != nil {
				return err
			}
		}
	}
}

// skipBrace passes a brace that wraps statements at top level, JSON style. A closing brace without an opening one is
// passed at the end of the text only; elsewhere it is a key.
func (p *parser) skipBrace() bool {
	switch {
	case p.peek() == '{':
		p.braces++
	case p.peek() != '}':
		return false
	case p.braces > 0:
		p.braces--
	case strings.TrimLeftFunc(p.src.text[p.off+1:], unicode.IsSpace) != "":
		return false
	}
	p.off++
	return true
}

// statement reads one entry, or one include directive.
func (p *parser) statement(m *Map, where place) *Error {
	keyPos := p.pos(p.off)
	key, bare, err := p.key()
	if err != nil {
		return err
	}
	if bare && strings.EqualFold(key, "include") && p.atBlank() {
		if err := p.include(m, keyPos); err != nil {
			return err
		}
		return p.endStatement(where)
	}
	if err := p.separator(key, where); err != nil {
		return err
	}
	if where == inMap && !p.eof() && (p.peek() == ',' || p.peek() == '}') {
		return p.fail(MissingValue, "found %s, expected a value for the key %s", p.found(), quote(key))
	}
	value, err := p.value()
	if err != nil {
		return err
	}
	m.set(Entry{Key: key, KeyPos: keyPos, Value: value})
	m.height = max(m.height, value.base().height+1)
	return p.endStatement(where)
}

// separator passes what stands between a key and its value.
func (p *parser) separator(key string, where place) *Error {
	p.skipBlanks()
	if !p.eof() && (p.peek() == '=' || p.peek() == ':') {
		p.off++
		if where == inMap {
			p.skipBlanks()
		} else if p.skipBlanksInLine(); p.atNewline() {
			return p.fail(MissingValue, "found a new line, expected a value for the key %s", quote(key))
		} else if p.eof() {
			return nil // an empty string
		}
	}
	switch {
	case !p.eof():
		return nil
	case where == topLevel:
		return p.fail(DanglingKey, "found the end of the file, expected a value for the key %s", quote(key))
	}
	return p.fail(UnexpectedEOF, "found the end of the file, expected a value for the key %s", quote(key))
}

// endStatement passes what ends a statement; the brace that closes a map is left to statements.
func (p *parser) endStatement(where place) *Error {
	p.skipSpace()
	switch {
	case p.eof() && where == topLevel, p.atComment(), where == inMap && !p.eof() && p.peek() == '}':
		return nil
	case p.eof():
		return p.fail(UnexpectedEOF, `found the end of the file, expected "}"`)
	case p.atNewline() || p.peek() == ',' || p.peek() == ';':
		p.off++
		return nil
	case where == topLevel && p.peek() == '}':
		p.braces = max(p.braces-1, 0)
		p.off++
		return nil
	case where == topLevel:
		return p.fail(ValueTerminator, `found %s behind a value, expected a new line, "," ";" or a comment`, p.found())
	}
	return p.fail(MapTerminator, `found %s behind a value, expected a new line, "," ";" or "}"`, p.found())
}

// key reads a key; bare says that it stands without quotes.
func (p *parser) key() (key string, bare bool, err *Error) {
	switch c := p.peek(); c {
	case '=', ':':
		return "", false, p.fail(UnexpectedSeparator, "found %s, expected a key in front of it", p.found())
	case '"', '\'':
		key, err = p.quotedRaw()
		return key, false, err
	}
	start := p.off
	for !p.eof() && p.peek() != '=' && p.peek() != ':' && !p.atBlank() {
		p.off++
	}
	return p.src.text[start:p.off], true, nil
}
