package kernel

import "hash/maphash"

// sidSeed makes hashes of sids unpredictable for those who choose the sids.
var sidSeed = maphash.MakeSeed()

// subTable finds a session's subscriptions by sid: open addressing with linear
// probing, one pointer a slot, because a general map costs five times that and
// clients hold hundreds of thousands of subscriptions.
type subTable struct {
	slots []*Subscription // power of two, or nil
	count int
}

func (t *subTable) home(sid []byte) int {
	return int(maphash.Bytes(sidSeed, sid)) & (len(t.slots) - 1)
}

func (t *subTable) homeOf(s *Subscription) int {
	return int(maphash.String(sidSeed, s.SID())) & (len(t.slots) - 1)
}

// get returns the subscription with that sid, or nil.
func (t *subTable) get(sid []byte) *Subscription {
	if t.count == 0 {
		return nil
	}
	mask := len(t.slots) - 1
	for i := t.home(sid); t.slots[i] != nil; i = (i + 1) & mask {
		if t.slots[i].SID() == string(sid) {
			return t.slots[i]
		}
	}
	return nil
}

// put adds a subscription whose sid is not in the table.
func (t *subTable) put(s *Subscription) {
	if (t.count+1)*4 > len(t.slots)*3 {
		t.resize(max(4, len(t.slots)*2))
	}
	t.place(s)
	t.count++
}

func (t *subTable) place(s *Subscription) {
	mask := len(t.slots) - 1
	i := t.homeOf(s)
	for t.slots[i] != nil {
		i = (i + 1) & mask
	}
	t.slots[i] = s
}

// remove takes out exactly s and reports whether it was there.
func (t *subTable) remove(s *Subscription) bool {
	if t.count == 0 {
		return false
	}
	mask := len(t.slots) - 1
	i := t.homeOf(s)
	for t.slots[i] != s {
		if t.slots[i] == nil {
			return false
		}
		i = (i + 1) & mask
	}
	// Close the gap: whoever would no longer be found past an empty slot moves in.
	for j := i; ; {
		j = (j + 1) & mask
		if t.slots[j] == nil {
			break
		}
		if (j-t.homeOf(t.slots[j]))&mask >= (j-i)&mask {
			t.slots[i], i = t.slots[j], j
		}
	}
	t.slots[i] = nil
	t.count--
	if len(t.slots) > 16 && t.count*8 < len(t.slots) {
		t.resize(len(t.slots) / 2)
	}
	return true
}

func (t *subTable) resize(n int) {
	old := t.slots
	t.slots = make([]*Subscription, n)
	for _, s := range old {
		if s != nil {
			t.place(s)
		}
	}
}

// each calls f for every subscription; f must not change the table.
func (t *subTable) each(f func(*Subscription)) {
	for _, s := range t.slots {
		if s != nil {
			f(s)
		}
	}
}
