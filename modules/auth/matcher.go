package auth

import (
	"bytes"
	"strings"

	"gnatsd/kernel/subject"
)

// A matcher finds the rules for a subject without looking at all of them.
type matcher struct {
	literal map[string][]*Rule // without wildcards, by subject
	headed  map[string][]*Rule // with wildcards behind the first token, by that
	open    []*Rule            // with a wildcard as the first token
}

func newMatcher(rules []Rule) matcher {
	var m matcher
	for i := range rules {
		r := &rules[i]
		token, _, _ := strings.Cut(r.Subject, ".")
		switch {
		case !subject.HasWildcard(r.Subject):
			m.literal = put(m.literal, r.Subject, r)
		case token == "*" || token == ">":
			m.open = append(m.open, r)
		default:
			m.headed = put(m.headed, token, r)
		}
	}
	return m
}

func put(m map[string][]*Rule, key string, r *Rule) map[string][]*Rule {
	if m == nil {
		m = map[string][]*Rule{}
	}
	m[key] = append(m[key], r)
	return m
}

func (m *matcher) empty() bool { return m.literal == nil && m.headed == nil && m.open == nil }

// first finds a rule that fits, among those that can match or cover a subject
// with or without wildcards.
func (m *matcher) first(to []byte, fits func(*Rule) bool) *Rule {
	if m.empty() {
		return nil
	}
	token, _, _ := bytes.Cut(to, []byte{'.'})
	for _, rules := range [...][]*Rule{m.literal[string(to)], m.headed[string(token)], m.open} {
		for _, r := range rules {
			if fits(r) {
				return r
			}
		}
	}
	return nil
}

// matching finds a rule that matches a message's subject, for this queue or for
// all of them.
func (m *matcher) matching(to []byte, queue string) *Rule {
	return m.first(to, func(r *Rule) bool {
		return (r.Queue == "" || (queue != "" && (r.covers(queue) || subject.Matches(r.Queue, queue)))) &&
			subject.Matches(r.Subject, to)
	})
}
