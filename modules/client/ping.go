package client

import (
	"math/rand/v2"
	"sync"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/wire"
)

// timing is what a connection's clock does: PINGs, stale connections, and the
// time a party has for logging in (protocol §13, §14).
type timing struct {
	mu          sync.Mutex // guards all below; held by the timer's goroutine and the reader's
	timer       *time.Timer
	outstanding int           // PINGs without a PONG
	sent        time.Time     // of the last PING
	rtt         time.Duration // 0: not known yet
	last        time.Duration // from the link's start to the last operation that is a sign of work
	active      bool          // something came since the last tick
	first       bool          // the next tick pings whatever came: it wants a round trip
	stopped     bool
	silent      bool      // nothing came yet, and nobody asked for credentials
	held        bool      // its reader waits and is not to be expected to hear a PONG
	heard       bool      // CONNECT came
	begun       bool      // and was accepted
	deadline    time.Time // of the login
}

// firstPing is how soon after CONNECT the first PING comes, for an early round
// trip time; up to a fifth more, so that clients that came together do not
// answer together.
const firstPing = 2 * time.Second

// heldPing is how often a party that is held back is pinged: it is not read, so
// a write that fails is all that tells that it has gone.
const heldPing = 5 * time.Second

func (t *timing) start(p *party) {
	t.mu.Lock()
	defer t.mu.Unlock()
	wait := loginTimeout(p)
	t.deadline = time.Now().Add(wait)
	if p.protocol.auth.Required(kernel.KindClient) {
		t.timer = time.AfterFunc(wait, func() { t.late(p) })
		return
	}
	t.silent = true
	t.timer = time.AfterFunc(t.next(p), func() { t.tick(p) })
}

// next returns how long it is until the next tick.
func (t *timing) next(p *party) time.Duration {
	d := p.protocol.config().PingInterval
	if silence := p.protocol.crowd.quotas.Load().Silence; t.silent && silence > 0 {
		d = min(d, max(0, silence-time.Since(p.link.Started)))
	}
	if t.held {
		d = min(d, heldPing)
	}
	return d
}

// arrived notes the first word.
func (t *timing) arrived() {
	t.mu.Lock()
	t.silent = false
	t.mu.Unlock()
}

// hold says that the reader waits before it reads on, or does no longer.
func (t *timing) hold(on bool) {
	t.mu.Lock()
	t.held = on
	t.mu.Unlock()
}

// late ends a party that has not said who it is. A CONNECT that comes at the
// same moment is either in time or comes to a closed link.
func (t *timing) late(p *party) {
	t.mu.Lock()
	over := !t.stopped && !t.heard
	t.mu.Unlock()
	if over {
		p.debug("Authentication Timeout", zap.String("event", "auth_timeout"))
		p.expire("Authentication Timeout", kernel.AuthenticationTimeout)
	}
}

// halt stops the clock of the login and reports whether the party was in time.
func (t *timing) halt(p *party) bool {
	t.mu.Lock()
	t.heard = true
	t.timer.Stop()
	t.mu.Unlock()
	return p.link.Reason() == ""
}

// loginDeadline is when whoever decides about the login must have begun to.
func (t *timing) loginDeadline() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.begun {
		return time.Now().Add(defaultLogin) // a second CONNECT has time of its own
	}
	return t.deadline
}

// connected begins the pings anew.
func (t *timing) connected(p *party) {
	d := min(p.protocol.config().PingInterval, firstPing)
	d += rand.N(d/5 + 1)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.timer.Stop()
	if t.stopped {
		return
	}
	t.first, t.begun = true, true
	t.timer = time.AfterFunc(d, func() { t.tick(p) })
}

// tick asks for a sign of life, or gives up.
func (t *timing) tick(p *party) {
	t.mu.Lock()
	if t.stopped {
		t.mu.Unlock()
		return
	}
	if s := p.protocol.crowd.quotas.Load().Silence; t.silent && s > 0 && time.Since(p.link.Started) >= s {
		t.mu.Unlock()
		p.expire("Authentication Timeout", kernel.AuthenticationTimeout)
		return
	}
	ping := t.first || !t.active || t.held
	t.first, t.active = false, false
	expected := ping && !t.held
	stale := expected && t.outstanding+1 > p.protocol.config().PingMax
	if expected {
		t.outstanding++
		t.sent = time.Now()
	}
	t.timer.Reset(t.next(p))
	t.mu.Unlock()
	switch {
	case stale:
		p.expire("Stale Connection", kernel.StaleConnection)
	case ping:
		p.link.Send([]byte(wire.Ping))
	}
}

// pong notes a sign of life.
func (t *timing) pong(p *party) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.outstanding > 0 {
		t.rtt = time.Since(t.sent)
		p.protocol.tallies.rtt.Observe(t.rtt)
	}
	t.outstanding = 0
}

// busy notes that the party does something.
func (t *timing) busy(l *kernel.Link) {
	since := time.Since(l.Started)
	t.mu.Lock()
	t.active, t.last = true, since
	t.mu.Unlock()
}

func (t *timing) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = true
	if t.timer != nil {
		t.timer.Stop()
	}
}
