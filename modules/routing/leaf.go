package routing

import (
	"hash/maphash"
	"unsafe"

	"gnatsd/kernel"
)

// An occupant is whoever subscribed to one subject: nil for nobody, one
// subscription, or a crowd.
//
// By far the most subjects have one subscriber, and a box around it would cost
// more than all the rest of this package. So *occupant is either the pointer to
// the subscription itself or one to the second byte of a crowd. The odd address
// tells them apart; to the garbage collector it is a pointer into the crowd like
// any other, and both types are aligned to eight bytes.
type occupant struct{ _ byte }

// A crowd is two or more subscriptions of one subject. Plain ones and members of
// queue groups are apart, so that neither costs the other anything.
type crowd struct {
	subject string
	plain   table[kernel.Subscription]
	queues  table[kernel.Subscription]
}

func single(s *kernel.Subscription) *occupant { return (*occupant)(unsafe.Pointer(s)) }

func (c *crowd) occupant() *occupant { return (*occupant)(unsafe.Add(unsafe.Pointer(c), 1)) }

// crowd returns the crowd that o is, nil when it is a single subscription.
func (o *occupant) crowd() *crowd {
	if uintptr(unsafe.Pointer(o))&1 == 0 {
		return nil
	}
	return (*crowd)(unsafe.Add(unsafe.Pointer(o), -1))
}

// single returns the subscription that o is; o must not be a crowd.
func (o *occupant) single() *kernel.Subscription { return (*kernel.Subscription)(unsafe.Pointer(o)) }

// subject returns what o subscribed to; o must not be nil.
func (o *occupant) subject() string {
	if c := o.crowd(); c != nil {
		return c.subject
	}
	return o.single().Subject()
}

// match adds o to m. It may be called by readers.
func (o *occupant) match(m *kernel.Matches) {
	if o == nil {
		return
	}
	if c := o.crowd(); c != nil {
		m.Plain = c.plain.all(m.Plain)
		m.Queues = c.queues.all(m.Queues)
		return
	}
	if s := o.single(); s.Queue() == "" {
		m.Plain = append(m.Plain, s)
	} else {
		m.Queues = append(m.Queues, s)
	}
}

// each calls f for every subscription of o until it returns false, and says
// whether it never did. It may be called by readers.
func (o *occupant) each(f func(*kernel.Subscription) bool) bool {
	if o == nil {
		return true
	}
	if c := o.crowd(); c != nil {
		return c.plain.each(f) && c.queues.each(f)
	}
	return f(o.single())
}

// with returns the occupant that s has joined, and whether that is a change. A
// crowd is changed in place; otherwise the caller stores what is new.
func (o *occupant) with(seed maphash.Seed, s *kernel.Subscription) (*occupant, bool) {
	if o == nil {
		return single(s), true
	}
	if c := o.crowd(); c != nil {
		return o, c.add(seed, s)
	}
	if o.single() == s {
		return o, false
	}
	c := &crowd{subject: s.Subject()}
	c.add(seed, o.single())
	c.add(seed, s)
	return c.occupant(), true
}

// without returns what is left of o when s has gone, and whether s was there.
// The last one of a crowd is single again; readers still going through the crowd
// find it there too.
func (o *occupant) without(seed maphash.Seed, s *kernel.Subscription) (*occupant, bool) {
	if o == nil {
		return nil, false
	}
	c := o.crowd()
	if c == nil {
		if o.single() != s {
			return o, false
		}
		return nil, true
	}
	if !c.drop(seed, s) {
		return o, false
	}
	if c.plain.count+c.queues.count == 1 {
		c.each(func(last *kernel.Subscription) bool { o = single(last); return false })
	}
	return o, true
}

func (c *crowd) each(f func(*kernel.Subscription) bool) bool {
	return c.plain.each(f) && c.queues.each(f)
}

func (c *crowd) members(s *kernel.Subscription) *table[kernel.Subscription] {
	if s.Queue() == "" {
		return &c.plain
	}
	return &c.queues
}

func (c *crowd) add(seed maphash.Seed, s *kernel.Subscription) bool {
	members, hash := c.members(s), identity(seed, s)
	if at := members.seek(hash); at.find(s) {
		return false
	}
	members.insert(hash, s)
	return true
}

func (c *crowd) drop(seed maphash.Seed, s *kernel.Subscription) bool {
	members := c.members(s)
	at := members.seek(identity(seed, s))
	if !at.find(s) {
		return false
	}
	members.remove(&at)
	return true
}

// identity hashes which subscription s is, not what it says: a crowd may hold
// any number with the same subject, queue and sid.
func identity(seed maphash.Seed, s *kernel.Subscription) uint32 {
	return uint32(maphash.Comparable(seed, s) >> 32)
}
