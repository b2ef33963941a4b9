package interest

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gnatsd/kernel"
	"gnatsd/kernel/kerneltest"
)

// Goal: other servers hear what they must hear and no more. Method: subscriptions of a part of a server.

// counted is a server whose interest is counted.
type counted struct {
	t *testing.T
	*Interest
	session *kernel.Session
}

func newCounted(t *testing.T) *counted {
	t.Helper()
	k := kernel.New(new(kerneltest.Naive))
	c := &counted{t: t, Interest: New(true)}
	k.Observe(c.Interest)
	var err error
	if c.session, err = k.Part(kernel.GlobalAccount, func(*kernel.Subscription, *kernel.Message) {}); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *counted) subscribe(sid, subject, queue string) {
	c.t.Helper()
	sub := kernel.NewSubscription(c.session, []byte(subject), []byte(queue), []byte(sid))
	if err := c.session.Subscribe(sub); err != nil {
		c.t.Fatal(err)
	}
}

func (c *counted) unsubscribe(sid string) { c.session.Unsubscribe([]byte(sid), 0) }

// told checks what the other servers are told since the last time, in any order.
func (c *counted) told(want ...string) {
	c.t.Helper()
	pending := c.Pending()
	got := lines(c.Changes())
	c.Spread()
	if !slices.Equal(got, want) || pending != (len(want) > 0) {
		c.t.Errorf("told %q, want %q; pending before: %v", got, want, pending)
	}
	if c.Pending() {
		c.t.Error("something is pending still")
	}
}

func lines(pieces [][]byte) []string {
	var all []string
	for line := range strings.Lines(string(bytes.Join(pieces, nil))) {
		all = append(all, strings.TrimSuffix(line, "\r\n"))
	}
	slices.Sort(all)
	return all
}

func TestInterest(t *testing.T) {
	t.Parallel()
	c := newCounted(t)
	c.subscribe("1", "a", "")
	c.subscribe("2", "a", "")
	c.subscribe("3", "b.*", "q")
	c.told("RS+ $G a", "RS+ $G b.* q 1")
	c.subscribe("4", "b.*", "q")
	c.unsubscribe("1")
	c.told("RS+ $G b.* q 2")
	if got := lines(c.All()); !slices.Equal(got, []string{"RS+ $G a", "RS+ $G b.* q 2"}) {
		t.Errorf("a new server is told %q", got)
	}
	c.unsubscribe("2")
	c.unsubscribe("3")
	c.unsubscribe("4")
	c.told("RS- $G a", "RS- $G b.* q")
	if got := lines(c.All()); got != nil {
		t.Errorf("a new server is told %q", got)
	}
	if n := len(c.entries); n != 0 {
		t.Errorf("%d entries are left", n)
	}
}

func TestInterestIsRestricted(t *testing.T) {
	t.Parallel()
	c := newCounted(t)
	c.subscribe("1", "a", "")
	c.told("RS+ $G a")
	c.Restrict(&Allowed{Allow: []string{"b"}})
	c.told("RS- $G a")
	c.subscribe("2", "b", "")
	c.subscribe("3", "c", "")
	c.told("RS+ $G b")
	c.Restrict(&Allowed{Allow: []string{"b"}})
	select {
	case <-c.Changed():
	default:
		t.Error("nobody was told that something had changed")
	}
	c.Restrict(nil)
	c.told("RS+ $G a", "RS+ $G c")
}

// What is kept from other servers leaves nothing behind when it ends.
func TestInterestKeptBackIsForgotten(t *testing.T) {
	t.Parallel()
	c := newCounted(t)
	c.Restrict(&Allowed{Deny: []string{"_INBOX.>"}})
	for i := range 100 {
		sid := strconv.Itoa(i)
		c.subscribe(sid, "_INBOX."+sid, "")
		c.unsubscribe(sid)
	}
	c.told()
	if n := len(c.entries); n != 0 {
		t.Errorf("%d entries of nobody", n)
	}
}
