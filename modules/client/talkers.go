package client

import (
	"cmp"
	"container/heap"
	"hash/maphash"
	"slices"
	"sync"
)

// talkers find the subjects that are published to most, in bounded memory: the
// Space-Saving sketch. Each of a fixed number of places counts one subject; a
// subject without a place takes that of the one counted least, and its count, as
// a bound of the error. So a subject with more than its share of the traffic is
// certain to be there.
//
// Places are spread by hash over parts with a lock each, because all publishers
// come here.
type talkers struct {
	seed  maphash.Seed
	shown int
	parts [talkerParts]talkerPart
}

const (
	talkerParts = 16
	// spare is how many times more places there are than subjects shown.
	spare = 8
)

type talkerPart struct {
	mu     sync.Mutex // guards all below
	places talkerHeap
	known  map[string]*talker
	max    int
}

// A talker is one place.
type talker struct {
	subject         string
	messages, bytes uint64
	excess          uint64 // messages that may have been others'
	index           int
}

// newTalkers keeps enough to show so many subjects.
func newTalkers(shown int) *talkers {
	t := &talkers{seed: maphash.MakeSeed(), shown: shown}
	for i := range t.parts {
		t.parts[i].known = map[string]*talker{}
		t.parts[i].max = max(shown*spare/talkerParts, spare)
	}
	return t
}

// note counts a message. The subject is borrowed.
func (t *talkers) note(subject []byte, size int) {
	p := &t.parts[maphash.Bytes(t.seed, subject)%talkerParts]
	p.mu.Lock()
	defer p.mu.Unlock()
	one := p.known[string(subject)]
	switch {
	case one != nil:
	case len(p.places) < p.max:
		one = &talker{subject: string(subject)}
		p.known[one.subject] = one
		heap.Push(&p.places, one)
	default:
		one = p.places[0]
		delete(p.known, one.subject)
		one.subject, one.excess, one.bytes = string(subject), one.messages, 0
		p.known[one.subject] = one
	}
	one.messages++
	one.bytes += uint64(size)
	heap.Fix(&p.places, one.index)
}

// top returns copies of the busiest, busiest first.
func (t *talkers) top() []talker {
	var all []talker
	for i := range t.parts {
		p := &t.parts[i]
		p.mu.Lock()
		for _, one := range p.places {
			all = append(all, *one)
		}
		p.mu.Unlock()
	}
	slices.SortFunc(all, func(a, b talker) int {
		return cmp.Or(cmp.Compare(b.messages, a.messages), cmp.Compare(a.subject, b.subject))
	})
	return all[:min(len(all), t.shown)]
}

// talkerHeap has the place counted least on top.
type talkerHeap []*talker

func (h talkerHeap) Len() int           { return len(h) }
func (h talkerHeap) Less(i, j int) bool { return h[i].messages < h[j].messages }
func (h talkerHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push adds a place.
func (h *talkerHeap) Push(x any) {
	one := x.(*talker)
	one.index = len(*h)
	*h = append(*h, one)
}

// Pop belongs to heap.Interface; places are never given back.
func (h *talkerHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
