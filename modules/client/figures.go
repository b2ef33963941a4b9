package client

import (
	"net/netip"
	"time"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

// figures are what changes about a connection as it goes on.
type figures struct {
	last              time.Time // last operation or delivery
	rtt               time.Duration
	pending           int
	subscriptions     int
	inMsgs, inBytes   int64
	outMsgs, outBytes uint64
	stalls            uint64 // times that publishers were held back for it
}

// figures reads the figures of an open connection, each lock for itself.
func (p *party) figures() figures {
	var f figures
	p.timing.mu.Lock()
	f.rtt, f.last = p.timing.rtt, p.link.Started.Add(p.timing.last)
	p.timing.mu.Unlock()
	f.inMsgs, f.inBytes = p.session.Received()
	out := p.link.Flow()
	if out.Last.After(f.last) {
		f.last = out.Last
	}
	f.pending, f.subscriptions = out.Queued, out.Subscriptions
	f.outMsgs, f.outBytes, f.stalls = out.Messages, out.Bytes, out.Stalls
	return f
}

// A record is what is known of a connection, open or closed.
type record struct {
	id      uint64
	remote  netip.AddrPort
	started time.Time
	card    *card
	tls     *TLSFacts // nil: in clear
	figures

	stopped time.Time // zero: open
	reason  kernel.Reason
	subs    []status.Subscription // of a closed one
}

func (p *party) record() record {
	return record{
		id: p.link.ID, remote: p.link.Remote(), started: p.link.Started, card: p.face(), tls: p.tlsFacts(),
		figures: p.figures(),
	}
}

// closedSubsMax bounds what is kept of a closed connection's subscriptions.
const closedSubsMax = 1000

// recordClosed is called when the link is closed and the session is not yet.
func (p *party) recordClosed() record {
	r := p.record()
	r.stopped, r.reason = time.Now(), p.link.Reason()
	if r.subscriptions > 0 {
		r.subs = make([]status.Subscription, 0, min(r.subscriptions, closedSubsMax))
		kernel.EachSubscription(p.session, func(sub *kernel.Subscription) bool {
			r.subs = append(r.subs, status.NewSubscription(sub, r.card.account))
			return len(r.subs) < closedSubsMax
		})
	}
	return r
}

// until returns when the clocks of the connection stop.
func (r *record) until(now time.Time) time.Time {
	if r.stopped.IsZero() {
		return now
	}
	return r.stopped
}

func (r *record) uptime(now time.Time) time.Duration { return r.until(now).Sub(r.started) }
func (r *record) idle(now time.Time) time.Duration   { return r.until(now).Sub(r.last) }
