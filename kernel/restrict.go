package kernel

import "slices"

// Restrict puts other permissions in force for a party that stays, and ends the
// subscriptions they do not allow, which it returns. It may be called on any
// goroutine: other publishers follow with their next batch, and so does the
// party. Nothing happens if the party is another one by now than the one that
// was let in as id.
func (s *Session) Restrict(id Identity, p Permissions) (ended []*Subscription) {
	s.rules.Lock()
	defer s.rules.Unlock()
	if s.identity.Proof != id.Proof {
		return nil
	}
	return s.enforce(p)
}

// enforce is Restrict with the rules locked.
func (s *Session) enforce(p Permissions) (ended []*Subscription) {
	s.permissions.Store(newPermit(p))
	var stay []*Subscription
	s.out.mu.Lock()
	all := s.subs.list()
	s.out.mu.Unlock()
	for _, sub := range all { // none is added meanwhile: see rules
		if p == nil || p.MaySubscribe([]byte(sub.Subject()), []byte(sub.Queue())) {
			stay = append(stay, sub)
		} else {
			ended = append(ended, sub)
		}
	}
	s.out.mu.Lock()
	ended = slices.DeleteFunc(ended, func(sub *Subscription) bool { return !s.subs.remove(sub) })
	s.overtake()
	s.out.mu.Unlock()
	for _, sub := range ended {
		s.Account().router.Remove(sub)
		s.kernel.unsubscribed(sub)
	}
	for _, sub := range stay {
		s.Account().router.Touch(sub) // what others remember of it was found under the old ones
	}
	if s.gatherer() == nil {
		s.number()
	}
	return ended
}
