package interest

import (
	"strconv"
	"sync"
	"sync/atomic"

	"gnatsd/kernel"
)

// Interest is what the parties of this server want to receive, counted: other
// servers hear of the first and the last subscription to a subject, and of how
// many members each queue group has (cluster §11.2).
type Interest struct {
	enabled bool
	changed chan struct{}
	pending atomic.Bool // there are changes that were not spread

	mu      sync.Mutex // guards all below
	entries map[key]*entry
	dirty   []*entry // whose count may differ from what was told
	rules   *Allowed // what may be told

	hidden atomic.Pointer[kernel.Session] // whose interest is not counted
}

// A key is what interest is counted by. Its strings are those of a subscription.
type key struct{ account, subject, queue string }

type entry struct {
	key
	count int  // subscriptions
	told  int  // that the other servers know of
	dirty bool // is in the list
	kept  bool // from other servers, by the rules
}

// New makes the observer; it counts nothing unless there is a cluster.
func New(enabled bool) *Interest {
	return &Interest{enabled: enabled, changed: make(chan struct{}, 1), entries: map[key]*entry{}}
}

// Changed holds one if there is something for Changes.
func (i *Interest) Changed() <-chan struct{} { return i.changed }

// Subscribed counts a subscription. What other servers want is not ours to tell:
// they have told it themselves.
func (i *Interest) Subscribed(sub *kernel.Subscription) { i.count(sub, 1) }

// Unsubscribed counts its end.
func (i *Interest) Unsubscribed(sub *kernel.Subscription) { i.count(sub, -1) }

// Hide keeps the interest of a part of this server from others. It is called
// before the part subscribes.
func (i *Interest) Hide(part *kernel.Session) { i.hidden.Store(part) }

func (i *Interest) count(sub *kernel.Subscription, by int) {
	if !i.enabled || sub.Session().Kind.OneHop() || sub.Session() == i.hidden.Load() {
		return
	}
	k := key{sub.Session().Account().Name(), sub.Subject(), sub.Queue()}
	i.mu.Lock()
	e := i.entries[k]
	if e == nil {
		e = &entry{key: k, kept: !i.rules.Permits(k.subject)}
		i.entries[k] = e
	}
	e.count += by
	note := i.mark(e)
	if e.count == 0 && e.told == 0 && !e.dirty {
		delete(i.entries, k) // nobody was told, and nobody need be
	}
	i.mu.Unlock()
	if note {
		i.notify()
	}
}

// mark puts an entry on the list if it belongs there and is not there yet, with
// the lock held.
func (i *Interest) mark(e *entry) bool {
	if e.dirty || e.wanted() == e.told {
		return false
	}
	e.dirty = true
	i.pending.Store(true)
	i.dirty = append(i.dirty, e)
	return true
}

func (i *Interest) notify() {
	select {
	case i.changed <- struct{}{}:
	default:
	}
}

// Restrict changes what other servers may be told.
func (i *Interest) Restrict(rules *Allowed) {
	i.mu.Lock()
	note := false
	if !rules.Same(i.rules) {
		i.rules = rules
		for _, e := range i.entries {
			e.kept = !rules.Permits(e.subject)
			note = i.mark(e) || note
		}
	}
	i.mu.Unlock()
	if note {
		i.notify()
	}
}

// wanted is what the others should know: of a queue group how many members it
// has, of a subject whether anybody wants it.
func (e *entry) wanted() int {
	if e.kept {
		return 0
	}
	if e.queue == "" {
		return min(e.count, 1)
	}
	return e.count
}

// pieceBytes is the size of the pieces in which interest is sent.
const pieceBytes = 32 << 10

// Pending reports whether there are changes of which other servers were not told.
func (i *Interest) Pending() bool { return i.pending.Load() }

// Spread says that other servers were told of all that Changes has returned.
func (i *Interest) Spread() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.pending.Store(len(i.dirty) > 0)
}

// Changes returns what the other servers have to be told, in pieces.
func (i *Interest) Changes() (pieces [][]byte) {
	i.mu.Lock()
	defer i.mu.Unlock()
	var piece []byte
	for _, e := range i.dirty {
		e.dirty = false
		if now := e.wanted(); now != e.told {
			e.told = now
			piece = e.appendTo(piece)
		}
		if e.count == 0 {
			delete(i.entries, e.key)
		}
		if len(piece) >= pieceBytes {
			pieces, piece = append(pieces, piece), nil
		}
	}
	clear(i.dirty)
	i.dirty = i.dirty[:0]
	if len(piece) > 0 {
		pieces = append(pieces, piece)
	}
	return pieces
}

// All returns what the other servers know, for one that is new.
func (i *Interest) All() (pieces [][]byte) {
	i.mu.Lock()
	defer i.mu.Unlock()
	var piece []byte
	for _, e := range i.entries {
		if e.told == 0 {
			continue
		}
		piece = e.appendTo(piece)
		if len(piece) >= pieceBytes {
			pieces, piece = append(pieces, piece), make([]byte, 0, pieceBytes+1<<10)
		}
	}
	if len(piece) > 0 {
		pieces = append(pieces, piece)
	}
	return pieces
}

// appendTo appends the line that says what is told now.
func (e *entry) appendTo(dst []byte) []byte {
	if e.told > 0 {
		dst = append(dst, "RS+ "...)
	} else {
		dst = append(dst, "RS- "...)
	}
	dst = append(append(append(dst, e.account...), ' '), e.subject...)
	if e.queue != "" {
		dst = append(append(dst, ' '), e.queue...)
		if e.told > 0 {
			dst = strconv.AppendInt(append(dst, ' '), int64(e.told), 10)
		}
	}
	return append(dst, "\r\n"...)
}

var _ kernel.InterestObserver = (*Interest)(nil)
