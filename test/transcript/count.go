package transcript

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// count checks how many messages arrive at several connections, and how they are spread over their subscriptions. It
// asks each connection in turn, by PING, for what has arrived, until the total is reached, and then once more: the PONG
// of that last round shows that no more come.
func (r *run) count(s step) error {
	text, err := r.substitute(s.arg)
	if err != nil {
		return err
	}
	words := strings.Fields(text)
	if len(words) < 2 || !strings.HasPrefix(words[1], "total=") {
		return fmt.Errorf("expected connections and total=N")
	}
	want, err := strconv.Atoi(strings.TrimPrefix(words[1], "total="))
	if err != nil {
		return err
	}
	perSub, got := map[string]int{}, 0
	deadline := time.Now().Add(patience)
	for last := false; !last; {
		last = got >= want || time.Now().After(deadline)
		for name := range strings.SplitSeq(words[0], ",") {
			if err := r.countOne(name, perSub); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		got = 0
		for _, n := range perSub {
			got += n
		}
	}
	for _, word := range words[1:] {
		if err := checkCount(word, got, perSub); err != nil {
			return err
		}
	}
	return nil
}

// countOne reads one connection up to the PONG of an own PING.
func (r *run) countOne(name string, perSub map[string]int) error {
	p := r.conns[name]
	if p == nil {
		return fmt.Errorf("not open")
	}
	if err := p.Send("PING"); err != nil {
		return err
	}
	for {
		line, err := p.ReadLine()
		if err != nil {
			return err
		}
		if line == "PONG" {
			return nil
		}
		words := strings.Fields(line)
		if len(words) < 4 || words[0] != "MSG" && words[0] != "HMSG" {
			return fmt.Errorf("expected a message, got %q", line)
		}
		size, err := strconv.Atoi(words[len(words)-1])
		if err != nil {
			return err
		}
		if _, err := io.CopyN(io.Discard, p.Reader, int64(size)+2); err != nil {
			return err
		}
		perSub[name+" "+words[2]]++
	}
}

func checkCount(word string, total int, perSub map[string]int) error {
	name, value, _ := strings.Cut(word, "=")
	low, high, isRange := strings.Cut(value, "..")
	from, err := strconv.Atoi(low)
	if err != nil {
		return err
	}
	to := from
	if isRange {
		if to, err = strconv.Atoi(high); err != nil {
			return err
		}
	}
	switch {
	case name == "total" && total != from:
		return fmt.Errorf("expected %d messages, got %d", from, total)
	case name == "groups" && len(perSub) != from:
		return fmt.Errorf("expected messages at %d subscriptions, got %v", from, perSub)
	case name == "each":
		for sub, n := range perSub {
			if n < from || n > to {
				return fmt.Errorf("expected %d to %d messages at %s, got %d", from, to, sub, n)
			}
		}
	case name != "total" && name != "groups":
		return fmt.Errorf("unknown condition %q", word)
	}
	return nil
}
