package sim

import (
	"fmt"
	"strings"
	"sync"

	"gnatsd/kernel"
	"gnatsd/kernel/subject"
)

// party is one subscriber.
type party struct {
	name    string
	pattern string
	queue   string
	session *kernel.Session
	wrong   *faults

	mu   sync.Mutex // guards all below: messages come from any goroutine
	got  map[string]int
	last map[string]int // number of the last message of each publisher since settled
}

// faults collects what must not happen.
type faults struct {
	mu    sync.Mutex // guards all below
	list  []string
	taken map[string]string // who of a queue group got a message
}

func (f *faults) add(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.list) < 10 {
		f.list = append(f.list, fmt.Sprintf(format, args...))
	}
}

// take notes that a member of a queue group has a message.
func (f *faults) take(queue, body, who string) {
	f.mu.Lock()
	other, taken := f.taken[queue+" "+body]
	f.taken[queue+" "+body] = who
	f.mu.Unlock()
	if taken {
		f.add("%s of group %s has %s, which %s had", who, queue, body, other)
	}
}

// join makes a subscriber on a server.
func (s *node) join(name, pattern, queue string, wrong *faults) (*party, error) {
	p := &party{name: name, pattern: pattern, queue: queue, wrong: wrong, got: map[string]int{}, last: map[string]int{}}
	var err error
	if p.session, err = s.kernel.Part(kernel.GlobalAccount, p.take); err != nil {
		return nil, err
	}
	s.parties = append(s.parties, p)
	return p, p.session.Subscribe(kernel.NewSubscription(p.session, []byte(pattern), []byte(queue), []byte("1")))
}

// take is a delivery. The body is "publisher/number subject".
func (p *party) take(_ *kernel.Subscription, m *kernel.Message) {
	body := strings.TrimSuffix(string(m.Frame), "\r\n")
	p.mu.Lock()
	p.got[body]++
	twice := p.got[body] > 1
	p.mu.Unlock()
	id, to, _ := strings.Cut(body, " ")
	if to != string(m.Subject) || !subject.Matches(p.pattern, m.Subject) {
		p.wrong.add("%s wants %s and got %s on %s", p.name, p.pattern, body, m.Subject)
	}
	switch {
	case twice:
		p.wrong.add("%s got %s again", p.name, body)
	case p.queue != "":
		p.wrong.take(p.queue, body, p.name)
	default:
		p.inOrder(id)
	}
}

// inOrder checks that messages of one publisher come in order.
func (p *party) inOrder(id string) {
	var number int
	publisher, digits, _ := strings.Cut(id, "/")
	if _, err := fmt.Sscan(digits, &number); err != nil {
		p.wrong.add("%s got %q", p.name, id)
		return
	}
	p.mu.Lock()
	before := p.last[publisher]
	p.last[publisher] = number
	p.mu.Unlock()
	if number < before {
		p.wrong.add("%s got %s behind %d", p.name, id, before)
	}
}

func (p *party) has(body string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.got[body] > 0
}
