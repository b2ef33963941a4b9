package cluster

import (
	"sync"

	"gnatsd/modules/cluster/interest"
)

// spreader tells other servers of interest, in time: what a party wants is known
// to a server before that gets what the same party publishes next. Otherwise the
// answer to its first request would find nobody.
type spreader struct {
	interest *interest.Interest

	mu   sync.Mutex // guards told, and is held while it is sent, which does not block
	told map[*route]struct{}
}

// spread sends changes of interest to all that have been told of it. It is
// called before anything is staged for another server, on the publisher's
// goroutine, and by the loop.
func (s *spreader) spread() {
	if s == nil || !s.interest.Pending() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, piece := range s.interest.Changes() {
		for r := range s.told {
			r.link.Send(piece)
		}
	}
	s.interest.Spread()
}

// tell sends all interest to a route, and every change from then on.
func (s *spreader) tell(r *route) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told[r] = struct{}{}
	for _, piece := range s.interest.All() {
		r.link.Send(piece)
	}
}

// forget tells a route nothing more.
func (s *spreader) forget(r *route) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.told, r)
}
