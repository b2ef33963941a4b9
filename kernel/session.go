package kernel

import (
	"errors"
	"sync"
	"sync/atomic"

	"gnatsd/kernel/subject"
)

// What a subscription can be refused for; the party stays.
var (
	ErrSubscribePermission = errors.New("permissions violation for subscription")
	ErrMaxSubscriptions    = errors.New("maximum subscriptions exceeded")
	ErrInvalidSubject      = errors.New("invalid subject")
)

// A Session is one party speaking a protocol over a link, or living inside the
// server. It belongs to exactly one account at any time.
//
// Its methods are called on one goroutine at a time: that of the link, or, for
// a part of the server, whoever holds that part's own lock.
type Session struct {
	Kind Kind
	// Echo says whether the party gets what it publishes itself. It is changed
	// before the first subscription only, or together with Bind.
	Echo bool
	// NoResponders says that the party wants to hear of requests nobody gets.
	NoResponders bool

	kernel      *Kernel
	link        *Link                   // nil for a part of the server
	out         *Outbox                 // the link's; for a part of the server one used for its lock alone
	framer      atomic.Pointer[encoder] // shared with publishers: replaced, never changed
	handler     func(*Subscription, *Message)
	account     atomic.Pointer[Account]
	identity    Identity
	permissions atomic.Pointer[permit] // shared with publishers: replaced, never changed
	gone        atomic.Bool
	rules       sync.Mutex // taken before out.mu: see Restrict

	publisher

	// Guarded by out.mu.
	subs     subTable
	removed  uint64 // Kernel.removals at the last removal by the party itself
	removing int    // removals begun that have no number yet: all that arrives is sifted
}

// encoder is how deliveries to a session are framed; nil for a part of the server.
type encoder struct {
	Framer
	gatherer Gatherer // the same, if it is one
}

// gatherer returns the session's framer if it is one that gathers.
func (s *Session) gatherer() Gatherer {
	if e := s.framer.Load(); e != nil {
		return e.gatherer
	}
	return nil
}

// permit makes an interface a pointer, to be swapped while others read it.
type permit struct {
	Permissions
	responder Responder // the same, if it is one
}

// NewSession makes the party at the other end of a link, in the global account.
func (k *Kernel) NewSession(kind Kind, l *Link, f Framer) *Session {
	s := &Session{Kind: kind, Echo: true, kernel: k, link: l, out: &l.out}
	s.party = s
	s.SetFramer(f)
	s.account.Store(k.global)
	l.session = s
	return s
}

// Open makes the session known: to the account, to monitoring and observers.
func (s *Session) Open() {
	s.kernel.enter(s)
	s.Account().sessions.Add(1)
}

// Account returns the subject space the party lives in.
func (s *Session) Account() *Account { return s.account.Load() }

// Identity returns who the party is.
func (s *Session) Identity() Identity { return s.identity }

// Link returns the party's link, nil for a part of the server.
func (s *Session) Link() *Link { return s.link }

// SetFramer changes how deliveries are encoded, from the next batches of
// publishers on.
func (s *Session) SetFramer(f Framer) {
	gatherer, _ := f.(Gatherer)
	old := s.framer.Swap(&encoder{f, gatherer})
	if old == nil || old.Framer == f || s.Subscriptions() == 0 {
		return
	}
	s.out.mu.Lock()
	all := s.subs.list()
	s.out.mu.Unlock()
	for _, sub := range all {
		s.Account().router.Touch(sub) // what publishers remember of it is encoded the old way
	}
}

// Bind gives the party an identity: it leaves its account, enters the
// identity's, losing its subscriptions if that is another, and has that one's permissions. Login,
// second CONNECT and reload all come through here. Subscriptions that it does not
// allow are ended.
func (s *Session) Bind(id Identity, p Permissions) error {
	account, err := s.kernel.Account(id.Account)
	if err != nil {
		return err
	}
	if account != s.Account() {
		s.attached().flush() // it was found in the old one
		s.UnsubscribeAll()
	}
	s.rules.Lock()
	s.Account().sessions.Add(-1)
	s.identity = id
	s.account.Store(account)
	s.Account().sessions.Add(1)
	s.enforce(p)
	s.rules.Unlock()
	s.forget()
	s.attached()
	s.stage.generation = account.router.Generation()
	return nil
}

// Subscribe adds a subscription made for this session. A sid already in use is
// no error and changes nothing (protocol §6).
func (s *Session) Subscribe(sub *Subscription) error {
	s.rules.Lock()
	defer s.rules.Unlock()
	if p := s.permissions.Load(); p != nil && !p.MaySubscribe([]byte(sub.Subject()), []byte(sub.Queue())) {
		return ErrSubscribePermission
	}
	s.out.mu.Lock()
	err := s.insert(sub)
	s.out.mu.Unlock()
	if err != nil {
		if errors.Is(err, errDuplicate) {
			return nil
		}
		return err
	}
	s.Account().router.Insert(sub)
	s.attached().generation = s.Account().router.Generation()
	s.kernel.subscribed(sub)
	return nil
}

var errDuplicate = errors.New("sid in use")

func (s *Session) insert(sub *Subscription) error {
	switch {
	case s.identity.Limits.Subscriptions > 0 && s.subs.count >= s.identity.Limits.Subscriptions:
		return ErrMaxSubscriptions
	case s.subs.get([]byte(sub.SID())) != nil:
		return errDuplicate
	case !subject.Valid(sub.Subject()):
		return ErrInvalidSubject
	}
	s.subs.put(sub)
	return nil
}

// Unsubscribe ends a subscription at once, or with its max-th message since it
// began if max is not zero. An unknown sid has no effect. When it returns,
// nothing that a publisher still has in hand will arrive behind what this
// session sends next.
func (s *Session) Unsubscribe(sid []byte, max uint64) {
	s.settle()
	s.out.mu.Lock()
	sub := s.subs.get(sid)
	if sub == nil {
		s.out.mu.Unlock()
		return
	}
	over := max == 0 || sub.delivered >= max
	if over {
		s.subs.remove(sub)
	} else {
		sub.max.Store(max)
	}
	s.overtake()
	s.out.mu.Unlock()
	if over {
		s.Account().router.Remove(sub)
		s.kernel.unsubscribed(sub)
	} else {
		s.Account().router.Touch(sub)
	}
	s.barrier()
}

// barrier makes what publishers staged before now be looked at when it arrives
// (sift). The router has changed before, and a publisher reads removals before
// the generation: one that does not see this removal in removals is caught. Who
// calls it has counted the removal in removing, together with making it.
func (s *Session) barrier() {
	if s.gatherer() == nil {
		s.number()
	}
	s.attached().generation = s.Account().router.Generation()
}

// overtake counts a removal that number is to follow, with the lock of the outbox
// held. A gathering peer leaves out by itself what it does not want any more.
func (s *Session) overtake() {
	if s.gatherer() == nil {
		s.removing++
	}
}

// number gives a removal its number, from any goroutine.
func (s *Session) number() {
	epoch := s.kernel.removals.Add(1)
	s.out.mu.Lock()
	s.removed = max(s.removed, epoch)
	s.removing--
	s.out.mu.Unlock()
}

// UnsubscribeAll ends all subscriptions at once.
func (s *Session) UnsubscribeAll() {
	s.settle()
	s.out.mu.Lock()
	old := s.subs
	s.subs = subTable{}
	if old.count == 0 {
		s.out.mu.Unlock()
		return
	}
	s.overtake()
	s.out.mu.Unlock()
	old.each(func(sub *Subscription) {
		s.Account().router.Remove(sub)
		s.kernel.unsubscribed(sub)
	})
	s.barrier()
}

// Close ends the session after its link is closed: its subscriptions and its
// place in the account. It is called once.
func (s *Session) Close() {
	s.attached().flush()
	s.UnsubscribeAll()
	s.Account().sessions.Add(-1)
	s.kernel.leave(s)
	s.gone.Store(true)
	s.detach()
}

// Subscriptions returns how many subscriptions the session has.
func (s *Session) Subscriptions() int {
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	return s.subs.count
}
