package natsconf

import (
	"slices"
	"strings"
)

// bcryptMark starts a bare value that is a password's hash although it looks like a variable.
const bcryptMark = "$2a$"

// variable returns the value of a variable: that of the nearest key read so far, or that of the environment.
func (p *parser) variable(name string, pos Pos) (Node, *Error) {
	n, err := p.resolve(name, pos)
	if err != nil {
		return &String{node: node{pos: pos}}, p.complain(p.located(err))
	}
	if err := p.write(n.base().size, pos); err != nil {
		return nil, p.located(err)
	}
	if err := p.enter(n.base().height, pos); err != nil {
		return nil, p.located(err)
	}
	p.depth -= n.base().height
	return placed(n, pos), nil
}

// resolve finds a variable: with exactly this name in the file, then in the environment; then with the case of the name
// ignored, again in the file and in the environment.
func (p *parser) resolve(name string, pos Pos) (Node, *Error) {
	for _, m := range slices.Backward(p.scopes) {
		if e := m.Get(name); e != nil {
			e.Used = true
			return e.Value, nil
		}
	}
	if _, ok := p.env.text[name]; ok {
		return p.fromEnvironment(name, pos)
	}
	for _, m := range slices.Backward(p.scopes) {
		switch found := m.GetFold(name); len(found) {
		case 0:
		case 1:
			found[0].Used = true
			return found[0].Value, nil
		default:
			return nil, ambiguous(name, pos, found[0].Key, found[1].Key)
		}
	}
	switch found := p.env.folded[strings.ToLower(name)]; len(found) {
	case 0:
		return nil, unknown(name, pos)
	case 1:
		return p.fromEnvironment(found[0], pos)
	default:
		return nil, ambiguous(name, pos, found[0], found[1])
	}
}

// unknown is the error for a variable that is nowhere. What looks like a hash is not repeated in it.
func unknown(name string, pos Pos) *Error {
	text := "the variable " + quote(name) +
		" is not known, expected a key above in this map or a map around it, or an environment variable"
	if len(name) > 3 && name[0] == '2' && strings.IndexByte("bxy", name[1]) >= 0 && name[2] == '$' {
		text = "found a variable whose name looks like a bcrypt hash, expected the hash in quotes: only one that starts " +
			"with " + bcryptMark + " can stand bare"
	}
	return &Error{Pos: pos, Class: UnknownVariable, Text: text}
}

func ambiguous(name string, pos Pos, one, other string) *Error {
	return &Error{Pos: pos, Class: UnknownVariable, Text: "the variable " + quote(name) +
		" is ambiguous, expected the exact case of " + quote(one) + " or " + quote(other)}
}

// fromEnvironment returns the value of an environment variable; what is wrong with it is reported at the reference.
// The text itself stays out of the message, it may be a secret.
func (p *parser) fromEnvironment(name string, pos Pos) (Node, *Error) {
	n, err := p.env.value(p.reading, name)
	if err == nil {
		return n, nil
	}
	at := &Error{Pos: pos, Class: err.Class, Text: err.Text}
	switch err.Class {
	case VariableCycle, VariableParse, TooLarge, TooDeep:
	default:
		at.Class = VariableParse
		at.Text = "the " + err.Pos.String() + " is not a value: " + err.Text
	}
	return nil, at
}
