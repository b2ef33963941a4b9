package routing

import (
	"bytes"
	"hash/maphash"
	"sync/atomic"

	"gnatsd/kernel/subject"
)

// stamps tell which answers of Match still hold.
//
// Changes are numbered. The writer, one at a time, does for change n:
//
//  1. make the change, so that Match sees it,
//  2. put n on the stamps of its subject,
//  3. set the generation to n.
//
// Who loads generation g and then calls Match sees every change up to g. If he
// later loads generation h and then finds none of the subject's stamps above g,
// no change in (g, h] concerns the subject: its stamps were set before the
// generation was, and stamps only rise. So the old answer holds for h as well.
// Changes after h he finds out about by comparing the generation with h.
//
// Which stamps a change sets: that of its whole subject when it has no wildcard;
// else that of its literal tokens before the first wildcard, at most two; else
// the one for patterns that begin with a wildcard. A subject asks for all four
// stamps that could concern it: itself, its first token, its first two, and the
// last. Stamps are shared by hash. That, too, makes Unchanged false too often
// and never true too often.
type stamps struct {
	seed       maphash.Seed
	generation atomic.Uint64
	anywhere   atomic.Uint64
	striped    [1024]atomic.Uint64
}

// literal records a change of a subscription without a wildcard, whose subject
// has the hash.
func (s *stamps) literal(hash uint32) { s.record(s.stripe(hash)) }

// pattern records a change of a subscription with a wildcard.
func (s *stamps) pattern(pattern string) {
	if n := literalPrefix(pattern); n > 0 {
		s.record(s.stripe(s.hash([]byte(pattern[:n]))))
	} else {
		s.record(&s.anywhere)
	}
}

// record is called by the one writer only.
func (s *stamps) record(stamp *atomic.Uint64) {
	n := s.generation.Load() + 1
	stamp.Store(n)
	s.generation.Store(n)
}

// unchanged reports whether no change after since concerns the subject.
func (s *stamps) unchanged(subject []byte, since uint64) bool {
	if s.anywhere.Load() > since || s.stripe(s.hash(subject)).Load() > since {
		return false
	}
	first := bytes.IndexByte(subject, '.')
	if first < 0 {
		return true // a pattern that begins with a literal token has another one
	}
	if s.stripe(s.hash(subject[:first])).Load() > since {
		return false
	}
	second := bytes.IndexByte(subject[first+1:], '.')
	return second < 0 || s.stripe(s.hash(subject[:first+1+second])).Load() <= since
}

func (s *stamps) hash(b []byte) uint32 { return uint32(maphash.Bytes(s.seed, b) >> 32) }

func (s *stamps) stripe(hash uint32) *atomic.Uint64 { return &s.striped[hash%uint32(len(s.striped))] }

// literalPrefix returns the length of the tokens before the first wildcard of a
// pattern, two at most.
func literalPrefix(pattern string) int {
	end := 0
	for range 2 {
		start := end
		if start > 0 {
			start++
		}
		n := start
		for n < len(pattern) && pattern[n] != '.' {
			n++
		}
		if subject.HasWildcard(pattern[start:n]) {
			break
		}
		end = n
	}
	return end
}
