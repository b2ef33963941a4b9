package kernel

import (
	"strings"
	"sync/atomic"
)

// A Subscription is one party's wish to receive: a subject, perhaps a queue
// group, and the id by which that party knows it. Subject, queue and sid never
// change.
type Subscription struct {
	session *Session
	text    string // subject, queue and sid back to back: one allocation for all three
	subject uint32 // length of the subject
	queue   uint32 // length of the queue

	delivered uint64        // messages handed to the outbox since SUB; guarded by Outbox.mu
	max       atomic.Uint64 // end with the max-th message, 0: never; written under Outbox.mu
}

// NewSubscription makes a subscription of s; the slices are copied. An empty
// queue means a plain subscription. It receives nothing before
// Session.Subscribe.
func NewSubscription(s *Session, subject, queue, sid []byte) *Subscription {
	var text strings.Builder
	text.Grow(len(subject) + len(queue) + len(sid))
	text.Write(subject)
	text.Write(queue)
	text.Write(sid)
	return &Subscription{session: s, text: text.String(), subject: uint32(len(subject)), queue: uint32(len(queue))}
}

// Session returns the party that subscribed.
func (s *Subscription) Session() *Session { return s.session }

// Subject returns the subscribed subject, wildcards included.
func (s *Subscription) Subject() string { return s.text[:s.subject] }

// Queue returns the name of the queue group, empty for a plain subscription.
func (s *Subscription) Queue() string { return s.text[s.subject : s.subject+s.queue] }

// SID returns the subscriber's id of the subscription.
func (s *Subscription) SID() string { return s.text[s.subject+s.queue:] }
