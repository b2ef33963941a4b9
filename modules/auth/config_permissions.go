package auth

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gnatsd/kernel/subject"
	"gnatsd/modules/config"
)

// Grants are permissions as they were written.
type Grants struct {
	Given     bool // there is a permissions block, perhaps an empty one
	Publish   Lists
	Subscribe Lists
	Responses *Responses // nil: no more than the lists allow
}

// Lists say what is allowed and what is not after all.
type Lists struct {
	Allow    []Rule
	Deny     []Rule
	HasAllow bool // there is a list of what is allowed, perhaps an empty one
}

// A Rule is one entry of a list.
type Rule struct {
	Subject string
	Queue   string // pattern for queue names; empty: the entry speaks of no queue
}

func (r Rule) String() string {
	if r.Queue == "" {
		return r.Subject
	}
	return r.Subject + " " + r.Queue
}

// Responses let a party answer what it is asked.
type Responses struct {
	Max int           // messages per request, negative for any number
	TTL time.Duration // after the request, negative for ever
}

const (
	responsesMax = 1
	responsesTTL = 2 * time.Minute
)

var (
	grantKeys = map[string]string{
		"publish": "publish", "pub": "publish", "import": "publish",
		"subscribe": "subscribe", "sub": "subscribe", "export": "subscribe",
		"allow_responses": "responses", "publish_allow_responses": "responses",
	}
	listKeys     = map[string]string{"allow": "allow", "deny": "deny"}
	responseKeys = map[string]string{
		"max": "max", "max_msgs": "max", "max_messages": "max", "max_responses": "max",
		"expires": "ttl", "expiration": "ttl", "ttl": "ttl",
	}
)

// DecodeConfig reads a permissions block from what a file says.
func (g *Grants) DecodeConfig(value any) error {
	block, ok := value.(map[string]any)
	if !ok {
		//nolint:staticcheck // known words
		return fmt.Errorf("Expected permissions to be a map/struct, got %s", describe(value))
	}
	fields, err := canonical(block, grantKeys, func(name string) error {
		return fmt.Errorf("Unknown field %q parsing permissions", name) //nolint:staticcheck // known words
	})
	if err != nil {
		return err
	}
	g.Given = true
	if f, ok := fields["publish"]; ok {
		if err := g.Publish.decode(f.value, false); err != nil {
			return config.Inside(err, f.name)
		}
	}
	if f, ok := fields["subscribe"]; ok {
		if err := g.Subscribe.decode(f.value, true); err != nil {
			return config.Inside(err, f.name)
		}
	}
	if f, ok := fields["responses"]; ok {
		if g.Responses, err = decodeResponses(f.value); err != nil {
			return config.Inside(err, f.name)
		}
	}
	return nil
}

func (l *Lists) decode(value any, queues bool) error {
	block, ok := value.(map[string]any)
	if !ok {
		var err error
		l.HasAllow = true
		l.Allow, err = decodeRules(value, queues)
		return err
	}
	fields, err := canonical(block, listKeys, func(name string) error {
		//nolint:staticcheck // known words
		return fmt.Errorf("Unknown field name %q parsing subject permissions, only 'allow' or 'deny' are permitted", name)
	})
	if err != nil {
		return err
	}
	if f, ok := fields["allow"]; ok {
		l.HasAllow = true
		if l.Allow, err = decodeRules(f.value, queues); err != nil {
			return config.Inside(err, f.name)
		}
	}
	if f, ok := fields["deny"]; ok {
		if l.Deny, err = decodeRules(f.value, queues); err != nil {
			return config.Inside(err, f.name)
		}
	}
	return nil
}

func decodeRules(value any, queues bool) ([]Rule, error) {
	items, ok := value.([]any)
	if !ok {
		items = []any{value}
	}
	rules := make([]Rule, 0, len(items))
	for i, item := range items {
		text, isText := item.(string)
		if !isText {
			//nolint:staticcheck // known words
			return nil, fmt.Errorf("Expected subject permissions to be a subject, or array of subjects, got %s",
				describe(item))
		}
		rule, err := parseRule(text, queues)
		if err != nil && ok {
			err = config.Inside(err, strconv.Itoa(i))
		}
		if err != nil {
			return nil, err
		}
		rules = append(rules, rule)
	}
	return rules, nil
}

func parseRule(text string, queues bool) (Rule, error) {
	words := strings.Fields(text)
	r := Rule{Subject: text}
	if queues && len(words) == 2 {
		r = Rule{words[0], words[1]}
	}
	if !subject.Valid(r.Subject) || strings.ContainsAny(r.Subject, " \t\r\n") {
		return r, fmt.Errorf("subject %q is not a valid subject", text)
	}
	if r.Queue != "" && !subject.Valid(r.Queue) {
		return r, fmt.Errorf("queue %q is not a valid queue name", r.Queue)
	}
	return r, nil
}

func decodeResponses(value any) (*Responses, error) {
	r := &Responses{Max: responsesMax, TTL: responsesTTL}
	switch v := value.(type) {
	case bool:
		if !v {
			return nil, nil
		}
		return r, nil
	case map[string]any:
		fields, err := canonical(v, responseKeys, func(name string) error {
			return fmt.Errorf("Unknown field %q parsing permissions", name) //nolint:staticcheck // known words
		})
		if err != nil {
			return nil, err
		}
		return r, r.decode(fields)
	}
	return nil, fmt.Errorf("expected true, false or a block, got %s", describe(value))
}

func (r *Responses) decode(fields map[string]field) error {
	if f, ok := fields["max"]; ok {
		n, ok := whole(f.value)
		if !ok {
			return config.Inside(errors.New("expected a whole number"), f.name)
		}
		if n != 0 {
			r.Max = n
		}
	}
	if f, ok := fields["ttl"]; ok {
		text, _ := f.value.(string)
		ttl, err := time.ParseDuration(text)
		if err != nil {
			return config.Inside(errors.New("error parsing expires, not a duration string"), f.name)
		}
		if ttl != 0 {
			r.TTL = ttl
		}
	}
	return nil
}

func whole(value any) (int, bool) {
	switch v := value.(type) {
	case int64:
		return int(v), true
	case int:
		return v, true
	case float64: // all numbers of JSON
		return int(v), v == float64(int(v))
	}
	return 0, false
}
