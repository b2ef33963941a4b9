package transcript

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gnatsd/test/harness"
)

// patience bounds each step that does not say otherwise.
const patience = 5 * time.Second

// quiet is how long a connection that never spoke must stay silent at the end.
const quiet = 20 * time.Millisecond

// run is one script being run.
type run struct {
	script *Script
	addr   string
	conns  map[string]*harness.Peer
	ended  map[string]bool // connections that are closed, as the script knows
	spoke  map[string]bool // connections that sent something
	vars   map[string]string
}

// Run runs the script against the server at this address. The error begins with the line that failed.
func (s *Script) Run(addr string) error {
	r := &run{
		script: s, addr: addr, conns: map[string]*harness.Peer{}, ended: map[string]bool{},
		spoke: map[string]bool{}, vars: map[string]string{},
	}
	defer func() {
		for _, p := range r.conns {
			p.Close()
		}
	}()
	if err := r.all(s.steps); err != nil {
		return err
	}
	for name := range r.conns {
		if err := r.atEnd(name); err != nil {
			return fmt.Errorf("at the end, %s: %w", name, err)
		}
	}
	return nil
}

// atEnd checks that a connection is still open and has nothing more to say.
func (r *run) atEnd(name string) error {
	switch p := r.conns[name]; {
	case r.ended[name]:
		return nil
	case r.spoke[name]:
		return p.Sync()
	default: // never said anything, and perhaps may not say PING
		return p.ExpectNothing(quiet)
	}
}

func (r *run) all(steps []step) error {
	for _, s := range steps {
		err := r.one(s)
		var inner *stepError
		if err != nil && !errors.As(err, &inner) {
			err = &stepError{s, err}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// stepError names the line that failed.
type stepError struct {
	step step
	err  error
}

func (e *stepError) Error() string {
	return fmt.Sprintf("line %d: %s: %v", e.step.line, strings.TrimSpace(e.step.conn+" "+e.step.verb), e.err)
}

func (e *stepError) Unwrap() error { return e.err }

func (r *run) one(s step) error {
	switch s.verb {
	case "repeat":
		return r.repeat(s)
	case "count":
		return r.count(s)
	case "set":
		name, value, _ := strings.Cut(s.arg, " ")
		text, err := r.expand(value)
		r.vars[name] = text
		return err
	}
	verb := verbs()[s.verb]
	peer := r.conns[s.conn]
	if opens := s.verb == "open" || s.verb == "hello"; opens == (peer != nil) {
		return fmt.Errorf("a connection is opened once, before all else")
	}
	if peer != nil {
		peer.Patience = patience
		if s.timeout > 0 {
			peer.Patience = s.timeout
		}
	}
	r.spoke[s.conn] = r.spoke[s.conn] || s.verb != "open" && s.verb != "info"
	return verb(r, peer, s)
}

func (r *run) repeat(s step) error {
	words := strings.Fields(s.arg)
	if len(words) == 0 || len(words) > 2 {
		return fmt.Errorf("expected a number and perhaps a variable")
	}
	text, err := r.substitute(words[0])
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return err
	}
	for i := range n {
		if len(words) == 2 {
			r.vars[words[1]] = strconv.Itoa(i + 1)
		}
		if err := r.all(s.body); err != nil {
			return err
		}
	}
	return nil
}
