package transcript

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Script is one parsed scenario.
type Script struct {
	Title       string
	Needs       []string // flags of the server
	Config      string   // its configuration file, empty: none
	ManualPings bool
	steps       []step
}

// step is one line. Texts are as written: variables and escapes are expanded when the step runs.
type step struct {
	line    int
	conn    string // empty for steps without a connection
	verb    string
	arg     string
	timeout time.Duration // 0: the default
	chunks  []string      // of anyorder
	body    []step        // of repeat
}

// stepForm takes a line apart: connection, verb, timeout, argument.
var stepForm = regexp.MustCompile(`^([A-Z][A-Za-z0-9]*) +(<info|<~|<<|<|>>|>1|>|[a-z]+)(?:@([0-9.a-z]+))?(?: (.*))?$`)

// Parse reads a script. Errors begin with the line's number.
func Parse(text string) (*Script, error) {
	s := &Script{}
	lines := strings.Split(text, "\n")
	p := parser{script: s, blocks: [][]step{nil}}
	for i, line := range lines {
		p.line = i + 1
		if err := p.take(strings.TrimRight(line, " \t\r")); err != nil {
			return nil, fmt.Errorf("line %d: %w", p.line, err)
		}
	}
	if len(p.blocks) > 1 {
		return nil, fmt.Errorf("line %d: repeat without end", p.line)
	}
	s.steps = p.blocks[0]
	if s.Title == "" || len(s.steps) == 0 {
		return nil, fmt.Errorf("a script needs a title and steps")
	}
	return s, nil
}

type parser struct {
	script *Script
	line   int
	blocks [][]step // the innermost open repeat last
	config bool     // a `#|` line may follow
}

func (p *parser) take(line string) error {
	switch {
	case strings.HasPrefix(line, "#"):
		return p.directive(line[1:])
	case line == "":
		return nil
	case strings.HasPrefix(line, "| "):
		return p.chunk(line[2:])
	case line == "end":
		return p.end()
	}
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "count", "set":
		p.add(step{verb: word, arg: rest})
	case "repeat":
		p.add(step{verb: word, arg: rest})
		p.blocks = append(p.blocks, nil)
	default:
		return p.conversation(line)
	}
	return nil
}

func (p *parser) directive(line string) error {
	if text, ok := strings.CutPrefix(line, "|"); ok {
		if !p.config {
			return errors.New("a line of configuration outside of one")
		}
		p.script.Config += strings.TrimPrefix(text, " ") + "\n"
		return nil
	}
	name, value, isDirective := strings.Cut(strings.TrimSpace(line), ":")
	value = strings.TrimSpace(value)
	p.config = isDirective && name == "config"
	switch {
	case !isDirective || strings.Contains(name, " "), p.config: // a comment, or the lines that follow
	case name == "title":
		p.script.Title = value
	case name == "needs":
		p.script.Needs = strings.Fields(value)
	case name == "pings" && value == "manual":
		p.script.ManualPings = true
	default:
		return fmt.Errorf("unknown directive %q", name)
	}
	return nil
}

func (p *parser) chunk(text string) error {
	block := p.blocks[len(p.blocks)-1]
	if len(block) == 0 || block[len(block)-1].verb != "anyorder" {
		return fmt.Errorf("a chunk without anyorder")
	}
	last := &block[len(block)-1]
	last.chunks = append(last.chunks, text)
	return nil
}

func (p *parser) end() error {
	depth := len(p.blocks)
	if depth == 1 {
		return fmt.Errorf("end without repeat")
	}
	body := p.blocks[depth-1]
	p.blocks = p.blocks[:depth-1]
	outer := p.blocks[depth-2]
	outer[len(outer)-1].body = body
	return nil
}

func (p *parser) conversation(line string) error {
	found := stepForm.FindStringSubmatch(line)
	if found == nil {
		return fmt.Errorf("not a step: %q", line)
	}
	s := step{conn: found[1], verb: found[2], arg: found[4]}
	if _, known := verbs()[s.verb]; !known {
		return fmt.Errorf("unknown verb %q", s.verb)
	}
	if found[3] != "" {
		d, err := time.ParseDuration(found[3])
		if err != nil {
			return fmt.Errorf("timeout: %w", err)
		}
		s.timeout = d
	}
	p.add(s)
	return nil
}

func (p *parser) add(s step) {
	s.line = p.line
	p.blocks[len(p.blocks)-1] = append(p.blocks[len(p.blocks)-1], s)
}
