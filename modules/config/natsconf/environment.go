package natsconf

import (
	"slices"
	"strings"
)

// environment is the process environment with what has been parsed of it. Each value is parsed once, so references
// cost the same however often they are made.
type environment struct {
	text   map[string]string
	folded map[string][]string // lower-case name to names
	values map[string]Node
	open   []string // names whose values are being parsed
}

func newEnvironment(environ []string) *environment {
	e := &environment{text: map[string]string{}, folded: map[string][]string{}, values: map[string]Node{}}
	for _, pair := range environ {
		name, text, _ := strings.Cut(pair, "=")
		if _, twice := e.text[name]; !twice {
			e.folded[strings.ToLower(name)] = append(e.folded[strings.ToLower(name)], name)
		}
		e.text[name] = text
	}
	return e
}

// value returns the parsed value of an environment variable that exists.
func (e *environment) value(r *reading, name string) (Node, *Error) {
	if n, ok := e.values[name]; ok {
		return n, nil
	}
	if at := slices.Index(e.open, name); at >= 0 {
		chain := append(slices.Clone(e.open[at:]), name)
		return nil, &Error{
			Class: VariableCycle,
			Text:  "environment variables refer to each other: $" + strings.Join(chain, " -> $"),
		}
	}
	e.open = append(e.open, name)
	defer func() { e.open = e.open[:len(e.open)-1] }()
	n, err := parseEnvironment(r, name, e.text[name])
	if err == nil {
		e.values[name] = n
	}
	return n, err
}

// parseEnvironment parses the text of an environment variable. Only its first value counts, so that a text cannot
// bring in keys of its own.
func parseEnvironment(r *reading, name, text string) (Node, *Error) {
	s, err := newSource("environment variable "+name, []byte(text))
	if err != nil {
		return nil, err
	}
	if err := r.enter(1, s.pos(0)); err != nil {
		return nil, err
	}
	written := r.written
	defer func() {
		r.depth--
		r.written = written // the reference accounts for the value
	}()
	p := &parser{reading: r, scanner: newScanner(s, nil), folder: "."}
	p.skipSpace()
	n, err := p.value()
	if err == nil {
		err = p.endStatement(topLevel)
	}
	if len(p.errs) > 0 {
		err = p.errs[0]
	}
	return n, err
}
