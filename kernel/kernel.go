package kernel

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
)

// A Kernel is the registry of accounts, links and sessions. It starts nothing by
// itself; the writer goroutines of links that would block are its own.
type Kernel struct {
	// SlowConsumers counts links closed because they did not keep up.
	SlowConsumers atomic.Int64
	// Held counts how often a publisher was held back for a destination, and
	// HeldTime for how many nanoseconds in all.
	Held, HeldTime atomic.Int64
	// NoResponders counts requests that nobody got and whose sender was told.
	NoResponders atomic.Int64

	routers  Routers
	global   *Account
	lastID   atomic.Uint64
	removals atomic.Uint64 // see Session.barrier
	workers  sync.WaitGroup

	sessionObservers  []SessionObserver
	interestObservers []InterestObserver

	mu       sync.Mutex // guards all below, and what accounts keep of past sessions
	accounts map[string]*Account
	sessions map[*Session]struct{}
	open     [kindCount]int
	gone     [kindCount]Totals // of closed sessions
	ended    [kindCount]map[Reason]uint64
}

// Totals are sums over sessions. Bytes are those of headers and payloads.
type Totals struct {
	Sessions            uint64 // ever opened
	InMessages, InBytes uint64
	OutMessages         uint64
	OutBytes            uint64
}

// New makes a kernel with the global and the system account.
func New(routers Routers) *Kernel {
	k := &Kernel{routers: routers, accounts: map[string]*Account{}, sessions: map[*Session]struct{}{}}
	for _, name := range []string{GlobalAccount, SystemAccount} {
		k.accounts[name] = &Account{name: name, router: routers.NewRouter(name)}
	}
	k.global = k.accounts[GlobalAccount]
	return k
}

// Account returns the account of that name, the global one if it is empty.
func (k *Kernel) Account(name string) (*Account, error) {
	if name == "" {
		return k.global, nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if a := k.accounts[name]; a != nil {
		return a, nil
	}
	return nil, fmt.Errorf("no account %q", name)
}

// Part makes a session for a part of the server itself, in the account named.
// The handler gets its deliveries on the publisher's goroutine and must not
// block; subscription and message are borrowed.
func (k *Kernel) Part(account string, handler func(*Subscription, *Message)) (*Session, error) {
	a, err := k.Account(account)
	if err != nil {
		return nil, err
	}
	s := &Session{Kind: KindSystem, Echo: true, kernel: k, out: new(Outbox), handler: handler}
	s.account.Store(a)
	s.party = s
	s.Open()
	return s, nil
}

func (k *Kernel) enter(s *Session) {
	k.mu.Lock()
	k.sessions[s] = struct{}{}
	k.open[s.Kind]++
	k.gone[s.Kind].Sessions++
	k.mu.Unlock()
	for _, o := range k.sessionObservers {
		o.SessionOpened(s)
	}
}

func (k *Kernel) leave(s *Session) {
	k.mu.Lock()
	if _, here := k.sessions[s]; here {
		delete(k.sessions, s)
		k.open[s.Kind]--
		k.count(s)
	}
	k.mu.Unlock()
	for _, o := range k.sessionObservers {
		o.SessionClosed(s)
	}
}

// Open returns how many sessions of a kind there are.
func (k *Kernel) Open(kind Kind) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.open[kind]
}

// Sessions returns the sessions there are, in no order.
func (k *Kernel) Sessions() []*Session {
	k.mu.Lock()
	defer k.mu.Unlock()
	all := make([]*Session, 0, len(k.sessions))
	for s := range k.sessions {
		all = append(all, s)
	}
	return all
}

// Totals sums up the traffic with parties of a kind, past ones included.
func (k *Kernel) Totals(kind Kind) Totals {
	k.mu.Lock()
	defer k.mu.Unlock()
	t := k.gone[kind]
	for s := range k.sessions {
		if s.Kind == kind {
			t.add(s)
		}
	}
	return t
}

func (t *Totals) add(s *Session) {
	messages, bytes := s.Received()
	t.InMessages += uint64(messages)
	t.InBytes += uint64(bytes)
	s.out.mu.Lock()
	t.OutMessages += s.out.messages
	t.OutBytes += s.out.bytes
	s.out.mu.Unlock()
}

// Stop waits for the writers of links, which are all closed: each has its write
// deadline for what is queued. It gives up with ctx.
func (k *Kernel) Stop(ctx context.Context) error {
	done := make(chan struct{})
	// goroutine: ends with the last writer.
	go func() { k.workers.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting for links to take what was queued: %w", ctx.Err())
	}
}
