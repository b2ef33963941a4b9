package kernel

import "time"

// pace is how fast an outbox that its peer does not keep up with drains, and who
// is being held back for it. It is guarded by the outbox's lock and costs
// nothing while the stream takes everything at once.
type pace struct {
	blocked  instant // when the stream last stopped taking everything; zero: it takes all
	moved    instant // last progress since then
	window   instant // start of the window in which bytes are counted
	counted  uint64  // Outbox.written at that start
	perMilli float64 // bytes a millisecond over the windows so far; 0: not known yet
	waiters  []waiter
}

// An instant is monotonic time since the process started, never zero: a third
// of the size of time.Time, and there is one per link and more.
type instant int64

var processStart = time.Now().Add(-time.Nanosecond)

func now() instant { return instant(time.Since(processStart)) }

func (i instant) sub(j instant) time.Duration { return time.Duration(i - j) }

// paceWindow is how long progress is watched before a rate is believed.
const paceWindow = 5 * time.Millisecond

// A waiter is a publisher held back. Its channel has room for one wake-up.
type waiter struct {
	wake   chan struct{}
	target uint64 // Outbox.written to wake it at
}

func (p *pace) block(now instant) {
	if p.blocked == 0 {
		p.blocked, p.moved, p.window = now, now, now
		p.perMilli = 0
		p.counted = 0
	}
}

// progress notes that the stream has taken bytes, and wakes those who waited
// for as much, or all when the queue is short again.
func (p *pace) progress(now instant, written uint64, short bool) {
	p.moved = now
	if p.counted == 0 {
		p.window, p.counted = now, written
	} else if d := now.sub(p.window); d >= paceWindow {
		rate := float64(written-p.counted) / float64(d) * float64(time.Millisecond)
		if p.perMilli != 0 {
			rate = (rate + p.perMilli) / 2
		}
		p.perMilli, p.window, p.counted = rate, now, written
	}
	kept := p.waiters[:0]
	for _, w := range p.waiters {
		if short || written >= w.target {
			w.signal()
		} else {
			kept = append(kept, w)
		}
	}
	p.waiters = kept
}

// unblock wakes everybody: the queue is empty, or will never move again.
func (p *pace) unblock() {
	for _, w := range p.waiters {
		w.signal()
	}
	waiters := p.waiters[:0]
	*p = pace{waiters: waiters}
}

func (p *pace) forget(wake chan struct{}) {
	for i, w := range p.waiters {
		if w.wake == wake {
			p.waiters = append(p.waiters[:i], p.waiters[i+1:]...)
			return
		}
	}
}

func (w waiter) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}
