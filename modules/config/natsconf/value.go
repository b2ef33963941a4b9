package natsconf

import "strings"

// value reads one value. What ends it is the caller's business.
func (p *parser) value() (Node, *Error) {
	start, written := p.off, p.written
	pos := p.pos(start)
	if err := p.count(pos); err != nil {
		return nil, p.located(err)
	}
	n, err := p.valueAt(pos)
	if err != nil {
		return nil, err
	}
	n.base().size = max(1, p.off-start+p.written-written)
	return n, nil
}

func (p *parser) valueAt(pos Pos) (Node, *Error) {
	if p.eof() {
		return &String{node: node{pos: pos}}, nil
	}
	switch c := p.peek(); {
	case c == '"' || c == '\'' || c == '(':
		text, err := p.quoted()
		return &String{node: node{pos: pos}, Value: text, Quoted: true}, err
	case c == '[':
		return p.array(pos)
	case c == '{':
		return p.block(pos)
	case c == '.':
		return nil, p.fail(BadNumber, `found ".", a number must start with a digit and a text like this needs quotes`)
	case p.atNewline():
		return nil, p.fail(MissingValue, "found a new line, expected a value")
	case c == '-' || isDigit(c):
		return p.number(pos)
	}
	return p.word(pos)
}

// block reads a map in braces.
func (p *parser) block(pos Pos) (Node, *Error) {
	if err := p.enter(1, pos); err != nil {
		return nil, p.located(err)
	}
	defer func() { p.depth-- }()
	p.off++
	m := &Map{node: node{pos: pos, height: 1}}
	return m, p.statements(m, inMap)
}

// array reads a list in brackets. Elements end with a comma or a new line.
func (p *parser) array(pos Pos) (Node, *Error) {
	if err := p.enter(1, pos); err != nil {
		return nil, p.located(err)
	}
	defer func() { p.depth-- }()
	p.off++
	a := &Array{node: node{pos: pos, height: 1}}
	for {
		p.skipComments()
		switch {
		case p.eof():
			return nil, p.fail(UnexpectedEOF, `found the end of the file, expected "]" to close the array of line %d`, pos.Line)
		case p.peek() == ']':
			p.off++
			return a, nil
		case p.peek() == ',':
			return nil, p.fail(ArrayTerminator, `found ",", expected an element or "]"`)
		}
		item, err := p.value()
		if err != nil {
			return nil, err
		}
		a.Items = append(a.Items, item)
		a.height = max(a.height, item.base().height+1)
		p.skipSpace()
		switch {
		case p.eof() || p.atNewline() || p.atComment() || p.peek() == ']':
		case p.peek() == ',':
			p.off++
		default:
			return nil, p.fail(ArrayTerminator, `found %s behind an element, expected "," a new line or "]"`, p.found())
		}
	}
}

// word reads a bare string and decides what it stands for: a boolean, a variable, or itself.
func (p *parser) word(pos Pos) (Node, *Error) {
	text, literal, err := p.bare()
	if err != nil {
		return nil, err
	}
	if !literal {
		if b, ok := parseBool(text); ok {
			return &Bool{node: node{pos: pos}, Value: b}, nil
		}
		if strings.HasPrefix(text, "$") && !strings.HasPrefix(text, bcryptMark) {
			return p.variable(text[1:], pos)
		}
	}
	return &String{node: node{pos: pos}, Value: text}, nil
}

func parseBool(word string) (value, ok bool) {
	if len(word) > len("false") {
		return false, false
	}
	switch strings.ToLower(word) {
	case "true", "yes", "on":
		return true, true
	case "false", "no", "off":
		return false, true
	}
	return false, false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
