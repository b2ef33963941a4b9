package cluster

import (
	"strconv"
	"sync"

	"gnatsd/kernel"
)

// Interest is what the parties of this server want to receive, counted: other
// servers hear of the first and the last subscription to a subject, and of how
// many members each queue group has (cluster §11.2).
type Interest struct {
	enabled bool
	changed chan struct{} // holds one if there is something for changes

	mu      sync.Mutex // guards all below
	entries map[key]*entry
	dirty   []*entry // whose count may differ from what was told
}

// A key is what interest is counted by. Its strings are those of a subscription.
type key struct{ account, subject, queue string }

type entry struct {
	key
	count int  // subscriptions
	told  int  // that the other servers know of
	dirty bool // is in the list
}

// NewInterest makes the observer; it counts nothing unless there is a cluster.
func NewInterest(c Config) *Interest {
	return &Interest{
		enabled: c.settings().Enabled, changed: make(chan struct{}, 1), entries: map[key]*entry{},
	}
}

// Subscribed counts a subscription. What other servers want is not ours to tell:
// they have told it themselves.
func (i *Interest) Subscribed(sub *kernel.Subscription) { i.count(sub, 1) }

// Unsubscribed counts its end.
func (i *Interest) Unsubscribed(sub *kernel.Subscription) { i.count(sub, -1) }

func (i *Interest) count(sub *kernel.Subscription, by int) {
	if !i.enabled || sub.Session().Kind.OneHop() {
		return
	}
	k := key{sub.Session().Account().Name(), sub.Subject(), sub.Queue()}
	i.mu.Lock()
	e := i.entries[k]
	if e == nil {
		e = &entry{key: k}
		i.entries[k] = e
	}
	e.count += by
	note := !e.dirty && e.wanted() != e.told
	if note {
		e.dirty = true
		i.dirty = append(i.dirty, e)
	}
	i.mu.Unlock()
	if note {
		select {
		case i.changed <- struct{}{}:
		default:
		}
	}
}

// wanted is what the others should know: of a queue group how many members it
// has, of a subject whether anybody wants it.
func (e *entry) wanted() int {
	if e.queue == "" {
		return min(e.count, 1)
	}
	return e.count
}

// pieceBytes is the size of the pieces in which interest is sent.
const pieceBytes = 32 << 10

// changes returns what the other servers have to be told, in pieces.
func (i *Interest) changes() (pieces [][]byte) {
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

// all returns what the other servers know, for one that is new.
func (i *Interest) all() (pieces [][]byte) {
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
