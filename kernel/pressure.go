package kernel

import "time"

// Back-pressure follows progress: a publisher may wait, bounded, only for an
// outbox that is draining and would soon have drained what the publisher has
// just added. An outbox that makes no progress, or too little, is never waited
// for; it fills up and its link is cut as a slow consumer.
//
// What is too little depends on whom the waiting hurts. If most destinations of
// a batch lag, the publisher is simply faster than its readers and is held to
// their pace. If few lag, the others must not suffer: a laggard is waited for
// only if its pace is a fair part of the publisher's own.

const (
	// fewPatience bounds a wait for a minority of destinations.
	fewPatience = 10 * time.Millisecond
	// fewFactor: a minority may be that many times slower than the publisher.
	fewFactor = 20
	// mostPatience bounds a wait when most destinations lag.
	mostPatience = 250 * time.Millisecond
	// How long a stream that takes nothing may be trusted to go on soon.
	fewTrust, mostTrust = 20 * time.Millisecond, 100 * time.Millisecond
)

// holding is the state of a publisher that has been held back before.
type holding struct {
	waiter
	timer   *time.Timer
	laggers []lagger
}

type lagger struct {
	out   *Outbox
	added int // bytes of this batch
}

func (h *holding) add(o *Outbox, added int) { h.laggers = append(h.laggers, lagger{o, added}) }

// wait holds the publisher back for those of the laggers that deserve it. The
// publisher had worked since the instant given, for as many destinations.
func (h *holding) wait(since instant, destinations int) {
	started := now()
	few := 2*len(h.laggers) <= destinations
	patience, trust := mostPatience, mostTrust
	if few {
		own := started.sub(since) // what the batch took without waiting
		patience, trust = min(fewPatience, max(fewFactor*own, time.Millisecond/2)), fewTrust
	}
	until := started + instant(patience)
	for _, lag := range h.laggers {
		lag.out.hold(h, lag.added, until, trust)
	}
	clear(h.laggers)
	h.laggers = h.laggers[:0]
}

// hold waits until the outbox has written a little more than was added to it, or
// is short again. It gives up at once if that can't be expected before until.
func (o *Outbox) hold(h *holding, added int, until instant, trust time.Duration) {
	o.mu.Lock()
	h.target = o.written + uint64(added+added/4)
	for {
		t := now()
		p := &o.pace
		if o.state != open || p.blocked == 0 || o.pending <= o.link.bounds.mark()/2 || o.written >= h.target {
			break
		}
		limit := min(until, p.moved+instant(trust))
		if p.perMilli > 0 {
			left := float64(h.target-o.written) / p.perMilli
			if t+instant(left*float64(time.Millisecond)) > until {
				break
			}
		}
		if t >= limit {
			break
		}
		p.waiters = append(p.waiters, &h.waiter)
		o.stalls++
		o.mu.Unlock()
		o.link.kernel.Held.Add(1)
		h.sleep(limit.sub(t))
		o.link.kernel.HeldTime.Add(int64(now().sub(t)))
		o.mu.Lock()
		o.pace.forget(&h.waiter)
	}
	o.mu.Unlock()
}

// sleep waits for a wake-up, at most so long.
func (h *holding) sleep(d time.Duration) {
	h.timer.Reset(d)
	select {
	case <-h.wake:
		h.timer.Stop()
	case <-h.timer.C:
	}
}
