package kernel

import "time"

// Back-pressure follows progress: a publisher may wait, bounded, only for an
// outbox that is draining and would soon have drained what the publisher has
// just added. An outbox that makes no progress, or too little, is never waited
// for; it fills up and its link is cut as a slow consumer.
//
// How long it is trusted to go on soon depends on whom the waiting hurts. While
// no destination of a batch can take more, waiting hurts nobody but the
// publisher, and the first that can ends it. If only most lag, the publisher is
// simply faster than its readers and is held to their pace. If few lag, the
// others must not suffer: a laggard is waited for only if its pace is a fair
// part of the publisher's own.

// A tier is how much a publisher waits: for one batch, and for a stream that
// has taken nothing since it last made progress.
type tier struct{ patience, trust time.Duration }

var (
	all  = tier{time.Second, time.Second}
	most = tier{250 * time.Millisecond, 40 * time.Millisecond}
	few  = tier{10 * time.Millisecond, 20 * time.Millisecond}
)

// fewFactor: a minority may be that many times slower than the publisher.
const fewFactor = 20

// holding is the state of a publisher that has been held back before.
type holding struct {
	wake    chan struct{} // with room for one wake-up
	timer   *time.Timer
	laggers []lagger
}

// A lagger is an outbox that does not keep up with a publisher.
type lagger struct {
	out    *Outbox
	target uint64 // Outbox.written to wait for: a little more than was added
}

func (h *holding) add(o *Outbox, added int) {
	h.laggers = append(h.laggers, lagger{o, uint64(added + added/4)})
}

// wait holds the publisher back for those of the laggers that deserve it. The
// publisher had worked so long for the batch, which had as many destinations.
func (h *holding) wait(worked time.Duration, destinations int) {
	for i := range h.laggers {
		lag := &h.laggers[i]
		lag.target += lag.out.progress()
	}
	if len(h.laggers) == destinations {
		h.waitForFirst()
	}
	behind := 0
	for _, lag := range h.laggers {
		if lag.behind() {
			behind++
		}
	}
	tier := most
	if 2*behind <= destinations {
		tier = few
		tier.patience = min(few.patience, max(fewFactor*worked, few.patience/20))
	}
	until := now() + instant(tier.patience)
	for _, lag := range h.laggers {
		h.waitFor(lag, until, tier.trust)
	}
	clear(h.laggers)
	h.laggers = h.laggers[:0]
}

// waitForFirst waits until one of the laggers can take more.
func (h *holding) waitForFirst() {
	until := now() + instant(all.patience)
	select {
	case <-h.wake: // left over from an earlier wait
	default:
	}
	for _, lag := range h.laggers {
		lag.out.enlist(waiter{h.wake, lag.target})
	}
	for woken := false; !woken; {
		t := now()
		limit := h.outlook(t, until)
		if limit <= t {
			break
		}
		woken = h.sleep(limit.sub(t))
	}
	for _, lag := range h.laggers {
		lag.out.delist(h.wake)
	}
}

// outlook returns until when it is worth waiting for the first of the laggers:
// not at all if one of them can take more.
func (h *holding) outlook(t, until instant) instant {
	limit := t
	for _, lag := range h.laggers {
		lag.out.mu.Lock()
		ready := lag.ready()
		limit = max(limit, lag.limit(t, until, all.trust))
		lag.out.mu.Unlock()
		if ready {
			return t
		}
	}
	return limit
}

// waitFor waits for one lagger, and gives up as soon as it can't be expected to
// reach its target before until.
func (h *holding) waitFor(lag lagger, until instant, trust time.Duration) {
	o := lag.out
	o.mu.Lock()
	defer o.mu.Unlock()
	for !lag.ready() {
		t := now()
		limit := lag.limit(t, until, trust)
		if limit <= t {
			return
		}
		o.pace.waiters = append(o.pace.waiters, waiter{h.wake, lag.target})
		o.stalls++
		o.mu.Unlock()
		h.sleep(limit.sub(t))
		o.mu.Lock()
		o.pace.forget(h.wake)
	}
}

// ready says that the outbox has written as much as was waited for, is short
// again, or will never move. The lock is held.
func (lag lagger) ready() bool {
	o := lag.out
	return o.state != open || o.pace.blocked == 0 || o.pending <= o.link.bounds.mark()/2 || o.written >= lag.target
}

// limit returns until when it is worth waiting for the lagger: not at all, if at
// its pace it takes longer than until. The lock is held.
func (lag lagger) limit(t, until instant, trust time.Duration) instant {
	p := &lag.out.pace
	if p.perMilli > 0 && lag.target > lag.out.written {
		left := float64(lag.target-lag.out.written) / p.perMilli
		if t+instant(left*float64(time.Millisecond)) > until {
			return t
		}
	}
	return min(until, p.moved+instant(trust))
}

// behind is ready's opposite for who does not hold the lock.
func (lag lagger) behind() bool {
	lag.out.mu.Lock()
	defer lag.out.mu.Unlock()
	return !lag.ready()
}

// sleep waits for a wake-up, at most so long, and says whether it came.
func (h *holding) sleep(d time.Duration) (woken bool) {
	k, from := h.laggers[0].out.link.kernel, now()
	k.Held.Add(1)
	h.timer.Reset(d)
	select {
	case <-h.wake:
		h.timer.Stop()
		woken = true
	case <-h.timer.C:
	}
	k.HeldTime.Add(int64(now().sub(from)))
	return woken
}

// enlist notes a publisher that waits.
func (o *Outbox) enlist(w waiter) {
	o.mu.Lock()
	o.pace.waiters = append(o.pace.waiters, w)
	o.stalls++
	o.mu.Unlock()
}

func (o *Outbox) delist(wake chan struct{}) {
	o.mu.Lock()
	o.pace.forget(wake)
	o.mu.Unlock()
}

// progress returns how much has been written.
func (o *Outbox) progress() uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.written
}
