package kernel

// A Router holds the subscriptions of one account and finds those that a
// message reaches.
//
// Insert and Remove may be called from any goroutine and may take a lock of the
// router's own. Match takes none, may run at the same time as anything else,
// and sees each subscription either wholly or not at all: one whose Insert
// returned before Match began is found, one whose Remove returned is not.
type Router interface {
	// Insert adds a subscription. Its subject is valid.
	Insert(*Subscription)
	// Remove takes it out again; one that is not there is ignored.
	Remove(*Subscription)
	// Touch changes Generation as if the subscription had been removed and
	// inserted again, without its being gone for a moment.
	Touch(*Subscription)
	// Match adds to m every subscription whose subject matches. The subject is
	// borrowed. A subject with an empty token matches nothing.
	Match(subject []byte, m *Matches)
	// Generation changes with every Insert, Remove and Touch, before they return, and
	// never repeats. What Match found under a generation holds while it lasts.
	Generation() uint64
	// Unchanged reports whether Match of this subject, last called when
	// Generation was since, would certainly find the same again. It is asked
	// when Generation has moved on; false is always a correct answer.
	Unchanged(subject []byte, since uint64) bool
	// Count returns how many subscriptions are held.
	Count() int
	// Each calls f for each subscription until it returns false, in no order.
	Each(f func(*Subscription) bool)
}

// Routers makes the router of each account. One implementation is part of each
// build.
type Routers interface {
	NewRouter(account string) Router
}

// Matches is what a Router found. Its memory is the caller's, to be used again.
type Matches struct {
	Plain []*Subscription
	// Queues holds the members of queue groups in no order; members of one
	// group, which is a queue name whatever their subjects (protocol §9), need
	// not be next to each other.
	Queues []*Subscription
}

// Reset empties m and keeps its memory.
func (m *Matches) Reset() { m.Plain, m.Queues = m.Plain[:0], m.Queues[:0] }
