package routing

import (
	"hash/maphash"

	"gnatsd/kernel"
)

// literals are the subscriptions without a wildcard, by their whole subject.
type literals struct {
	table[occupant]
}

// match adds those to subject, whose hash is given. It may be called by readers.
func (l *literals) match(hash uint32, subject []byte, m *kernel.Matches) {
	for c := l.seek(hash); ; {
		o := c.next()
		if o == nil {
			return
		}
		if o.subject() == string(subject) {
			o.match(m)
			return
		}
	}
}

// find returns a cursor that stands on the occupant of subject, nil if none.
func (l *literals) find(hash uint32, subject string) (cursor[occupant], *occupant) {
	c := l.seek(hash)
	for {
		if o := c.next(); o == nil || o.subject() == subject {
			return c, o
		}
	}
}

func (l *literals) add(seed maphash.Seed, hash uint32, s *kernel.Subscription) bool {
	at, old := l.find(hash, s.Subject())
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
	at, old := l.find(hash, s.Subject())
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
