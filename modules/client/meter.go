package client

import (
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

// lookEvery is how often a party that is held back looks whether it was closed
// meanwhile.
const lookEvery = 50 * time.Millisecond

// metered takes what is to be published from the bucket of its user. If there is
// not enough, it waits for it, or refuses the message and reports false. What
// came before is delivered then, and what is to come is matched anew.
func (p *party) metered(d *desk) bool {
	m := &d.message
	wait := p.meter.Take(time.Now(), m.Size())
	if wait == 0 {
		return true
	}
	if p.meter.Refuses() {
		p.complain("Permissions Violation for Publish to " + quoted(m.Subject))
		p.violation("Publish Violation", m.Subject,
			func(kernel.Explainer) string { return "" }, zap.String("limit", "publish_rate"))
		return false
	}
	p.session.End()
	p.timing.hold(true)
	defer func() {
		p.timing.hold(false)
		p.session.Begin(d.in)
	}()
	timer := time.NewTimer(min(wait, lookEvery))
	defer timer.Stop()
	for p.link.Reason() == "" {
		<-timer.C
		if wait = p.meter.Take(time.Now(), m.Size()); wait == 0 {
			return true
		}
		timer.Reset(min(wait, lookEvery))
	}
	return false
}
