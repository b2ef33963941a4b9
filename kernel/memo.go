package kernel

import "hash/maphash"

// memo remembers the fanouts of the subjects a session publishes to. It is set
// associative and starts small; a subject is remembered when it comes for the
// second time, so that subjects published to only once cost a look and a mark,
// no memory and no allocation. It is bounded in entries and in targets.
//
// An entry holds as long as the router confirms it (fanout.generation).
type memo struct {
	last    *fanout // of the message before
	scratch fanout  // for subjects not remembered
	sets    []memoSet
	once    []uint16 // marks of subjects seen once, by hash
	misses  int      // since once was last enlarged
	weight  int      // targets held by all entries
	entries int
	// evictions since the sets were last doubled: many mean that they are too few.
	evictions int
	// A memo that seldom knows the subject is not asked for a while.
	looks, hits, windows int
	closed               bool
}

const (
	memoWays      = 4
	memoSetsFirst = 16
	memoSetsMax   = 1024
	memoWeightMax = 64 << 10 // targets
	onceFirst     = 128
	onceMax       = 8 << 10
	memoWindow    = 4096 // looks after which the share of hits is judged
	memoWorth     = 8    // one look in so many must hit, or the memo is not asked
	memoRetry     = 16   // but in one window of so many
)

type memoSet struct {
	tags [memoWays]uint32 // of the entries, for a look without following pointers
	ways [memoWays]*fanout
	turn uint8
}

var subjectSeed = maphash.MakeSeed()

// remember returns the session's memo.
func (pub *publisher) remember() *memo {
	if pub.memo == nil {
		pub.memo = new(memo)
	}
	return pub.memo
}

// resolve returns what the subject means now. The fanout is valid until the
// next resolve.
func (pub *publisher) resolve(subject []byte) *fanout {
	mm := pub.remember()
	generation := pub.stage.generation
	if f := mm.last; f != nil && f.generation == generation && string(f.subject) == string(subject) {
		return f
	}
	if mm.looks++; mm.looks == memoWindow {
		mm.judge()
	}
	f, known, hash := &mm.scratch, false, uint64(0)
	if !mm.closed {
		hash = maphash.Bytes(subjectSeed, subject)
		f, known = mm.find(hash, subject)
	}
	if !known || (f.generation != generation && !pub.party.Account().router.Unchanged(subject, f.generation)) {
		if pub.stage.open == f {
			pub.stage.closeRun()
		}
		before := f.targets()
		f.subject, f.hash = append(f.subject[:0], subject...), hash
		f.build(pub.party)
		f.kept = f != &mm.scratch
		targets := f.targets()
		pub.received.look(targets)
		if f != &mm.scratch {
			mm.weigh(targets - before)
		}
	}
	f.generation = generation
	mm.last = f
	return f
}

// find returns the fanout remembered for the subject, or one to be built for it:
// an entry if the subject deserves one, else the scratch.
func (mm *memo) find(hash uint64, subject []byte) (f *fanout, known bool) {
	if mm.sets == nil {
		mm.sets, mm.once = make([]memoSet, memoSetsFirst), make([]uint16, onceFirst)
	} else if mm.evictions > len(mm.sets)/memoWays && len(mm.sets) < memoSetsMax {
		mm.grow()
	}
	set, tag := &mm.sets[hash&uint64(len(mm.sets)-1)], uint32(hash>>32)|1
	for i, have := range set.tags {
		if have == tag && set.ways[i].is(hash, subject) {
			mm.hits++
			return set.ways[i], true
		}
	}
	if mark := &mm.once[hash>>16&uint64(len(mm.once)-1)]; *mark != uint16(tag) {
		mm.misses++
		// Of several in turn at one place one is to win: by a draw that no period of theirs falls in with.
		if *mark == 0 || uint64(mm.misses)*goldenRatio>>63 == 0 {
			*mark = uint16(tag)
		}
		if mm.misses > len(mm.once) && len(mm.once) < onceMax {
			mm.once, mm.misses = make([]uint16, 2*len(mm.once)), 0
		}
		return &mm.scratch, false
	}
	return mm.enter(set, tag), false
}

// judge closes the memo if it was of little use, so that
// subjects without end cost no more than having no memo.
func (mm *memo) judge() {
	mm.windows++
	mm.closed = mm.hits*memoWorth < memoWindow && mm.windows%memoRetry != 0
	mm.looks, mm.hits = 0, 0
}

// enter makes an entry, in an empty place or in that of an older one.
func (mm *memo) enter(set *memoSet, tag uint32) *fanout {
	for i, f := range set.ways {
		if f == nil {
			mm.entries++
			set.tags[i], set.ways[i] = tag, new(fanout)
			return set.ways[i]
		}
	}
	i := int(set.turn) % memoWays
	set.turn++
	mm.evictions++
	set.tags[i] = tag
	return set.ways[i]
}

// grow doubles the sets. Each entry has a place: a set's go to two.
func (mm *memo) grow() {
	old := mm.sets
	mm.sets, mm.entries, mm.evictions = make([]memoSet, 2*len(old)), 0, 0
	for i := range old {
		for _, f := range old[i].ways {
			if f == nil {
				continue
			}
			set := &mm.sets[f.hash&uint64(len(mm.sets)-1)]
			for w := range set.ways {
				if set.ways[w] == nil {
					set.tags[w], set.ways[w] = uint32(f.hash>>32)|1, f
					mm.entries++
					break
				}
			}
		}
	}
}

// weigh keeps the sum of targets within its bound by forgetting all entries.
func (mm *memo) weigh(change int) {
	if mm.weight += change; mm.weight > memoWeightMax {
		mm.sets, mm.once, mm.entries, mm.weight = nil, nil, 0, 0
	}
}
