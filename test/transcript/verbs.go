package transcript

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gnatsd/test/harness"
)

// verb is what a step does on its connection; the peer is nil for those that open it.
type verb func(*run, *harness.Peer, step) error

// verbs returns the steps of a connection. It is no variable: the parser looks at it and the verbs run parsed
// steps, which the compiler takes for a cycle.
func verbs() map[string]verb {
	return map[string]verb{
		"open": open, "hello": hello, "sync": synchronize, "nothing": nothing,
		">": send, ">>": send, ">1": sendBytes, "<": expect, "<<": expect, "<~": expectMatch,
		"info": checkInfo, "<info": expectInfo, "anyorder": anyOrder, "splits": splits,
		"closed": closed, "close": hangUp, "reset": reset,
	}
}

func open(r *run, _ *harness.Peer, s step) error {
	dial := harness.Dial
	switch s.arg {
	case "":
	case "noinfo":
		dial = harness.DialSilent
	default:
		return fmt.Errorf("unknown word %q", s.arg)
	}
	p, err := dial(r.addr)
	if err != nil {
		return err
	}
	p.ManualPings, p.Patience = r.script.ManualPings, patience
	r.conns[s.conn] = p
	return nil
}

func hello(r *run, _ *harness.Peer, s step) error {
	options, err := r.expand(s.arg)
	if err != nil {
		return err
	}
	if options == "" {
		options = harness.Plain
	}
	s.arg = ""
	if err := open(r, nil, s); err != nil {
		return err
	}
	return r.conns[s.conn].Hello(options)
}

func synchronize(_ *run, p *harness.Peer, _ step) error { return p.Sync() }

func nothing(_ *run, p *harness.Peer, s step) error {
	d := 100 * time.Millisecond
	if s.arg != "" {
		var err error
		if d, err = time.ParseDuration(s.arg); err != nil {
			return err
		}
	}
	return p.ExpectNothing(d)
}

// send serves > and >>: a text with and without CR LF behind it.
func send(r *run, p *harness.Peer, s step) error {
	text, err := r.expand(s.arg)
	if err != nil {
		return err
	}
	if s.verb == ">" {
		text += "\r\n"
	}
	return p.Write([]byte(text))
}

func sendBytes(r *run, p *harness.Peer, s step) error {
	text, err := r.expand(s.arg)
	if err != nil {
		return err
	}
	for _, b := range []byte(text + "\r\n") {
		if err := p.Write([]byte{b}); err != nil {
			return err
		}
	}
	return nil
}

// expect serves < and <<: a text with and without CR LF behind it.
func expect(r *run, p *harness.Peer, s step) error {
	text, err := r.expand(s.arg)
	if err != nil {
		return err
	}
	if s.verb == "<" {
		text += "\r\n"
	}
	return p.ExpectRaw(text)
}

func expectMatch(r *run, p *harness.Peer, s step) error {
	re, err := regexp.Compile("^(?:" + s.arg + ")$")
	if err != nil {
		return err
	}
	line, err := p.ReadLine()
	if err != nil {
		return err
	}
	found := re.FindStringSubmatch(line)
	if found == nil {
		return fmt.Errorf("expected %s, got %s", s.arg, harness.Quote(line))
	}
	for i, name := range re.SubexpNames() {
		if name != "" {
			r.vars[name] = found[i]
		}
	}
	return nil
}

func checkInfo(r *run, p *harness.Peer, s step) error { return r.conditions(p.Info, s.arg) }

func expectInfo(r *run, p *harness.Peer, s step) error {
	info, err := p.ReadInfo()
	if err != nil {
		return err
	}
	return r.conditions(info, s.arg)
}

var condition = regexp.MustCompile(`^(!?)(\w+)(?:([=>~])(.*))?$`)

// conditions checks the fields of an INFO.
func (r *run) conditions(info map[string]any, text string) error {
	text, err := r.substitute(text)
	if err != nil {
		return err
	}
	for word := range strings.FieldsSeq(text) {
		found := condition.FindStringSubmatch(word)
		if found == nil {
			return fmt.Errorf("not a condition: %s", word)
		}
		value, present := info[found[2]]
		got, want := show(value), found[4]
		holds := present != (found[1] == "!")
		switch found[3] {
		case "=":
			holds = present && got == want
		case ">":
			limit, err := strconv.ParseFloat(want, 64)
			if err != nil {
				return err
			}
			number, isNumber := value.(float64)
			holds = isNumber && number > limit
		case "~":
			re, err := regexp.Compile(want)
			if err != nil {
				return err
			}
			holds = present && re.MatchString(got)
		}
		if !holds {
			return fmt.Errorf("INFO: %s does not hold, it is %q", word, got)
		}
	}
	return nil
}

// anyOrder reads as many bytes as all chunks have and finds each of them in it.
func anyOrder(r *run, p *harness.Peer, s step) error {
	chunks := make([]string, len(s.chunks))
	for i, c := range s.chunks {
		text, err := r.expand(c)
		if err != nil {
			return err
		}
		chunks[i] = text
	}
	// At every point the chunk that comes is the one whose beginning matches, so the longest is tried first.
	slices.SortFunc(chunks, func(a, b string) int { return len(b) - len(a) })
	for got := ""; len(chunks) > 0; {
		line, err := p.ReadLine()
		if err != nil {
			return fmt.Errorf("expected one of %q, got %s: %w", chunks, harness.Quote(got+line), err)
		}
		got += line + "\r\n"
		possible := func(c string) bool { return strings.HasPrefix(c, got) }
		if i := slices.Index(chunks, got); i >= 0 {
			chunks, got = slices.Delete(chunks, i, i+1), ""
		} else if !slices.ContainsFunc(chunks, possible) {
			return fmt.Errorf("expected one of %q, got %s", chunks, harness.Quote(got))
		}
	}
	return nil
}

func splits(_ *run, p *harness.Peer, s step) error {
	data, rest, err := goString(s.arg)
	if err != nil {
		return err
	}
	reply, rest, err := goString(rest)
	if err != nil {
		return err
	}
	pause := time.Duration(0)
	if rest = strings.TrimSpace(rest); rest != "" {
		if pause, err = time.ParseDuration(rest); err != nil {
			return err
		}
	}
	for at := 1; at < len(data); at++ {
		if err := splitOnce(p, data, reply, at, pause); err != nil {
			return fmt.Errorf("split at %d: %w", at, err)
		}
	}
	return nil
}

func splitOnce(p *harness.Peer, data, reply string, at int, pause time.Duration) error {
	if err := p.Write([]byte(data[:at])); err != nil {
		return err
	}
	if pause > 0 { // so that the server reads the two parts one after the other
		<-time.After(pause)
	}
	if err := p.Write([]byte(data[at:])); err != nil {
		return err
	}
	return p.ExpectRaw(reply)
}

// goString reads a quoted string from the front of a text.
func goString(text string) (value, rest string, err error) {
	text = strings.TrimSpace(text)
	quoted, err := strconv.QuotedPrefix(text)
	if err != nil {
		return "", "", fmt.Errorf("expected a quoted string at %q", text)
	}
	value, err = strconv.Unquote(quoted)
	return value, text[len(quoted):], err
}

func closed(r *run, p *harness.Peer, s step) error {
	r.ended[s.conn] = true
	switch s.arg {
	case "":
		return p.ExpectClosed()
	case "any":
		_, err := p.ReadAll()
		return err
	default:
		return fmt.Errorf("unknown word %q", s.arg)
	}
}

func hangUp(r *run, p *harness.Peer, s step) error {
	r.ended[s.conn] = true
	p.Close()
	return nil
}

func reset(r *run, p *harness.Peer, s step) error {
	r.ended[s.conn] = true
	return p.Reset()
}
