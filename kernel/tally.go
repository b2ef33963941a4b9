package kernel

import (
	"maps"
	"sync/atomic"
	"time"
)

// What is counted for monitoring beside the traffic. Counting is off the way of
// a message: when a session leaves, when a publisher is held back, when a subject
// is looked up that is not remembered.

// Lookups count what became of the subjects that the parties of an account have
// published to. Those not looked up were remembered.
type Lookups struct {
	Messages uint64 // received
	Matched  uint64 // of them looked up in the router
	Entries  int    // subjects remembered now, by all publishers
	Targets  int    // that they have in all
	Widest   int    // most targets of a subject so far
}

func (l *Lookups) add(s *Session) {
	messages, _ := s.Received()
	l.Messages += uint64(messages)
	looked := s.received.looked.Load()
	if looked == nil {
		return
	}
	t := &looked.shown
	l.Matched += uint64(t.matched.Load())
	l.Entries += int(t.entries.Load())
	l.Targets += int(t.targets.Load())
	l.Widest = max(l.Widest, int(t.widest.Load()))
}

// Lookups sums up each account, past parties included, by its name.
func (k *Kernel) Lookups() map[string]Lookups {
	all := map[string]Lookups{}
	k.mu.Lock() // for all of it: who leaves meanwhile is counted once
	defer k.mu.Unlock()
	for name, a := range k.accounts {
		all[name] = a.past
	}
	for s := range k.sessions {
		name := s.Account().name
		l := all[name]
		l.add(s)
		all[name] = l
	}
	return all
}

// Closed returns how many links to parties of a kind have ended for each reason,
// of those that were let in.
func (k *Kernel) Closed(kind Kind) map[Reason]uint64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return maps.Clone(k.ended[kind])
}

// count keeps what a session that leaves has been. The kernel's lock is held.
func (k *Kernel) count(s *Session) {
	k.gone[s.Kind].add(s)
	past := s.Account().past
	past.add(s)
	s.Account().past = Lookups{Messages: past.Messages, Matched: past.Matched, Widest: past.Widest}
	if s.link == nil {
		return
	}
	if k.ended[s.Kind] == nil {
		k.ended[s.Kind] = map[Reason]uint64{}
	}
	k.ended[s.Kind][s.link.Reason()]++
}

// Flow is what goes out over a link, as of one moment.
type Flow struct {
	Queued        int       // bytes
	Messages      uint64    // delivered
	Bytes         uint64    // of them, without framing
	Written       uint64    // bytes that the stream has taken, framing included
	Stalls        uint64    // times that publishers were held back for the peer
	Last          time.Time // when a message was last queued, the zero time if never
	Subscriptions int
}

// Flow takes the lock of the link once.
func (l *Link) Flow() Flow {
	o := &l.out
	o.mu.Lock()
	f := Flow{Queued: o.pending, Messages: o.messages, Bytes: o.bytes, Written: o.written, Stalls: o.stalls}
	at := o.active
	if l.session != nil {
		f.Subscriptions = l.session.subs.count
	}
	o.mu.Unlock()
	if at != 0 {
		f.Last = processStart.Add(time.Duration(at))
	}
	return f
}

// looked counts the subjects that a session had to look up: by its goroutine
// alone, made visible to others once a batch.
type looked struct {
	matched, widest int64
	shown           struct{ matched, entries, targets, widest atomic.Int64 }
}

// look counts a subject that was looked up and has so many targets.
func (t *traffic) look(targets int) {
	l := t.looked.Load()
	if l == nil {
		l = new(looked)
		t.looked.Store(l)
	}
	l.matched++
	l.widest = max(l.widest, int64(targets))
}

// publish makes the counts visible; it is called once a batch.
func (t *traffic) publish(mm *memo) {
	t.shown.messages.Store(t.messages)
	t.shown.bytes.Store(t.bytes)
	l := t.looked.Load()
	if l == nil || mm == nil || l.matched == l.shown.matched.Load() {
		return
	}
	l.shown.matched.Store(l.matched)
	l.shown.entries.Store(int64(mm.entries))
	l.shown.targets.Store(int64(mm.weight))
	l.shown.widest.Store(l.widest)
}
