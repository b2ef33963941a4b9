package kernel

import "hash/maphash"

// sidSeed makes hashes of sids unpredictable for those who choose the sids.
var sidSeed = maphash.MakeSeed()

// subTable finds a session's subscriptions by sid: open addressing with linear
// probing, because a general map costs several times that and clients hold
// hundreds of thousands of subscriptions. The hashes stand beside the pointers:
// looking at a subscription is a miss of the cache or two.
type subTable struct {
	slots  []*Subscription // a power of two, or none
	hashes []uint32        // of the sids; 0: the slot is empty
	count  int
}

func hashSID(sid []byte) uint32 { return uint32(maphash.Bytes(sidSeed, sid)>>32) | 1 }

// get returns the subscription with that sid, or nil.
func (t *subTable) get(sid []byte) *Subscription {
	if t.count == 0 {
		return nil
	}
	hash, mask := hashSID(sid), len(t.slots)-1
	for i := t.home(hash); t.hashes[i] != 0; i = (i + 1) & mask {
		if t.hashes[i] == hash && t.slots[i].SID() == string(sid) {
			return t.slots[i]
		}
	}
	return nil
}

// home is where a hash is looked for first; its lowest bit is always set.
func (t *subTable) home(hash uint32) int { return int(hash>>1) & (len(t.slots) - 1) }

// put adds a subscription whose sid is not in the table.
func (t *subTable) put(s *Subscription) {
	if (t.count+1)*4 > len(t.slots)*3 {
		t.resize(max(4, len(t.slots)*2))
	}
	t.place(s, hashSID([]byte(s.SID())))
	t.count++
}

func (t *subTable) place(s *Subscription, hash uint32) {
	mask := len(t.slots) - 1
	i := t.home(hash)
	for t.hashes[i] != 0 {
		i = (i + 1) & mask
	}
	t.slots[i], t.hashes[i] = s, hash
}

// remove takes out exactly s and reports whether it was there.
func (t *subTable) remove(s *Subscription) bool {
	if t.count == 0 {
		return false
	}
	mask := len(t.slots) - 1
	i := t.home(hashSID([]byte(s.SID())))
	for t.slots[i] != s {
		if t.hashes[i] == 0 {
			return false
		}
		i = (i + 1) & mask
	}
	// Close the gap: whoever would no longer be found past an empty slot moves in.
	for j := (i + 1) & mask; t.hashes[j] != 0; j = (j + 1) & mask {
		if (j-t.home(t.hashes[j]))&mask >= (j-i)&mask {
			t.slots[i], t.hashes[i] = t.slots[j], t.hashes[j]
			i = j
		}
	}
	t.slots[i], t.hashes[i] = nil, 0
	t.count--
	if len(t.slots) > 16 && t.count*8 < len(t.slots) {
		t.resize(len(t.slots) / 2)
	}
	return true
}

func (t *subTable) resize(n int) {
	slots, hashes := t.slots, t.hashes
	t.slots, t.hashes = make([]*Subscription, n), make([]uint32, n)
	for i, hash := range hashes {
		if hash != 0 {
			t.place(slots[i], hash)
		}
	}
}

// list returns the subscriptions there are.
func (t *subTable) list() []*Subscription {
	all := make([]*Subscription, 0, t.count)
	t.each(func(s *Subscription) { all = append(all, s) })
	return all
}

// each calls f for every subscription; f must not change the table.
func (t *subTable) each(f func(*Subscription)) {
	for i, hash := range t.hashes {
		if hash != 0 {
			f(t.slots[i])
		}
	}
}
