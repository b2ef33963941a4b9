package routing

import (
	"hash/maphash"

	"gnatsd/kernel"
)

// literals are the subscriptions without a wildcard, by their whole subject.
type literals struct {
	table[occupant]
}

// of moves the cursor to the occupant of a subject and returns it, nil if none.
// It may be called by readers.
func of(subject []byte, at *cursor[occupant]) *occupant {
	for {
		if o := at.next(); o == nil || o.subject() == string(subject) {
			return o
		}
	}
}

func (l *literals) add(seed maphash.Seed, hash uint32, s *kernel.Subscription) bool {
	at := l.seek(hash)
	old := of([]byte(s.Subject()), &at)
	o, changed := old.with(seed, s)
	switch {
	case old == nil:
		l.insert(hash, o)
	case o != old:
		l.replace(&at, o)
	}
	return changed
}

func (l *literals) drop(seed maphash.Seed, hash uint32, s *kernel.Subscription) bool {
	at := l.seek(hash)
	old := of([]byte(s.Subject()), &at)
	o, changed := old.without(seed, s)
	switch {
	case old == nil:
	case o == nil:
		l.remove(&at)
	case o != old:
		l.replace(&at, o)
	}
	return changed
}
