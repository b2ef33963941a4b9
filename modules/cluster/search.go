package cluster

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"go.uber.org/zap"

	"gnatsd/modules/cluster/address"
)

// search is for other servers: it knows whom to dial, and when.
type search struct {
	settings *Settings // the mesh's
	out      outputs
	random   *rand.Rand
	known    func(id string) bool // whether there is a route to a server
	targets  []*target
	own      map[string]bool // addresses behind which this server was found
}

// begin dials the configured routes, which are valid.
func (s *search) begin(now time.Time) {
	for _, route := range s.settings.Routes {
		if t, err := parseRoute(route); err == nil {
			t.explicit, t.route, t.next = true, route, now
			s.targets = append(s.targets, t)
		}
	}
}

// due dials the targets whose time has come.
func (s *search) due(now time.Time) {
	s.targets = slices.DeleteFunc(s.targets, func(t *target) bool {
		return !t.explicit && !t.busy && (s.known(t.id) || now.Sub(t.born) > memory)
	})
	for _, t := range s.targets {
		switch {
		case t.busy || t.self || t.next.IsZero() || t.next.After(now):
		case t.id != "" && s.known(t.id):
			t.next = time.Time{} // until that server is lost
		default:
			t.busy, t.next = true, time.Time{}
			s.out.report(zap.DebugLevel, "Trying to connect to route on "+t.address)
			s.out.dial(t, s.own)
		}
	}
}

// failed is told of an attempt that led to no connection.
func (s *search) failed(now time.Time, t *target, err error) {
	t.busy = false
	if errors.Is(err, address.ErrOwn) {
		s.ignore(t)
		t.next = now.Add(backoffMax)
		return
	}
	s.blame(t, err)
	t.next = now.Add(t.retry(s.settings))
	if t.swap() && t.failed == 1 {
		t.next = now
	}
}

// blame notes a failed attempt; the first of a configured route is an error.
func (s *search) blame(t *target, err error) {
	level := zap.DebugLevel
	if t.explicit && t.failed%reportEvery == 0 {
		level = zap.ErrorLevel
	}
	t.failed++
	t.failure = err
	s.out.report(level, "Error trying to connect to route", zap.String("event", "route_dial_failed"),
		zap.String("address", t.address), zap.Int("attempt", t.failed), zap.Error(err))
}

// release plans what becomes of the target that led to a link now closed, and
// why it was closed if that was an error.
func (s *search) release(now time.Time, p *peer, registered bool, why error) {
	t := p.target
	if t == nil {
		return
	}
	t.busy, t.lost = false, t.lost || registered
	switch {
	case p.again:
		t.next = now
		return
	case why != nil && !registered:
		s.blame(t, why)
	default:
		t.failed++
	}
	t.next = now.Add(t.retry(s.settings) + upTo(s.random, jitter))
	if p.first != nil && p.first.old() {
		t.next = now.Add(oldProtocolDelay)
	}
}

// self notes that a link leads back to this server. Of a name with several
// addresses another is tried at once.
func (s *search) self(p *peer) {
	t := p.target
	if t == nil {
		return
	}
	s.own[p.address] = true
	if p.again = t.named(); !p.again {
		s.ignore(t)
	}
}

// ignore dials a target no more, or, if it is a name that has no other address
// at present, for a while.
func (s *search) ignore(t *target) {
	t.self = !t.named()
	s.out.report(zap.DebugLevel, `Detected route to self, ignoring "`+t.address+`"`)
}

// lose plans how to find a server again whose route has ended: at once if this
// side had dialed it and it is of our kind, else after the time that gives the
// other side the chance to do so.
func (s *search) lose(now time.Time, p *peer) {
	found := false
	for _, t := range s.targets {
		if t.id != p.id || t.busy || t.self {
			continue
		}
		found, t.lost = true, true
		t.next, t.failed = now.Add(retryDelay+upTo(s.random, jitter)), 0
		if t == p.target && p.mesh() {
			t.next = now.Add(upTo(s.random, hurry))
		}
	}
	if found || !p.mesh() || p.farewell || (p.target != nil && p.target.dropped) {
		return
	}
	if t, err := p.first.target(p.first.dialURL(p.remote.Addr())); err == nil {
		t.lost = true
		s.add(now, t, p.id, p.first.AuthRequired, now.Add(retryDelay+upTo(s.random, jitter)))
	}
}

// hear looks for a server that a peer tells of and to which there is no route.
func (s *search) hear(now time.Time, i *info) {
	t, err := i.target(i.IP)
	if err != nil {
		return
	}
	for _, known := range s.targets {
		switch {
		case known.explicit && strings.EqualFold(known.address, t.address):
			return
		case known.id == i.ServerID && !known.explicit:
			if !known.busy {
				known.next = now // it was just seen
			}
			return
		}
	}
	s.add(now, t, i.ServerID, i.AuthRequired, now)
}

// heardMax bounds how many servers that are not configured are looked for: each
// costs a dial at a time, and more than that no cluster has.
const heardMax = 256

// room makes room for one more: who was only heard of goes before who was here,
// and the oldest first. It reports whether there is any.
func (s *search) room() bool {
	heard, victim := 0, -1
	for i, t := range s.targets {
		if t.explicit {
			continue
		}
		heard++
		if !t.busy && (victim < 0 || (s.targets[victim].lost && !t.lost)) {
			victim = i
		}
	}
	if heard < heardMax {
		return true
	}
	if victim < 0 {
		return false
	}
	s.targets = slices.Delete(s.targets, victim, victim+1)
	return true
}

// add adds a target that is not configured.
func (s *search) add(now time.Time, t *target, id string, auth bool, when time.Time) {
	if !s.room() {
		s.out.report(zap.DebugLevel, "Too many servers to look for", zap.String("address", t.address))
		return
	}
	t.id, t.born, t.next = id, now, when
	t.user, t.password = "", ""
	if auth {
		t.user, t.password = s.settings.User, s.settings.Password
	}
	s.targets = append(s.targets, t)
}

// next returns when due has to be called, the zero time if nothing is pending.
func (s *search) next() (first time.Time) {
	for _, t := range s.targets {
		if !t.busy && !t.self {
			first = earlier(first, t.next)
		}
	}
	return first
}

// earlier returns the earlier of two times of which either may be none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}

// upTo returns a random time below d.
func upTo(r *rand.Rand, d time.Duration) time.Duration { return time.Duration(r.Int64N(int64(d))) }
