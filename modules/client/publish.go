package client

import (
	"errors"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/subject"
	"gnatsd/kernel/wire"
)

// publish carries out PUB and HPUB (protocol §5), and as many operations behind
// it, at the front of rest, as only repeat it with other bodies. It returns the
// size of those.
func (p *party) publish(d *desk, rest []byte) (more int) {
	op, m := &d.parser.Op, &d.message
	if m.Repeat = op.Repeat; !m.Repeat {
		if op.Kind == opHPub && !p.options.Headers {
			p.end("", kernel.ProtocolViolation)
			return 0
		}
		fields := op.Fields()
		m.Subject, m.Reply, m.HeaderSize = fields[0], nil, op.HeaderSize
		sizes := 1
		if op.Kind == opHPub {
			sizes = 2
		}
		if len(fields) > 1+sizes {
			m.Reply = fields[1]
		}
	}
	m.Frame = op.Frame
	if p.options.Pedantic && !subject.Literal(m.Subject) {
		p.complain("Invalid Publish Subject") // and yet it is processed (§12)
	}
	m.Rest = nil
	if p.meter != nil && !p.metered(d) {
		return 0
	}
	if err := p.session.Admit(m); err != nil {
		p.refusePublish(m, err)
		return 0
	}
	switch {
	case p.options.Verbose:
		p.reply([]byte(wire.OK))
	case !p.options.Pedantic && !p.answers && p.meter == nil:
		m.Rest, m.Line = d.parser.Repeats(rest), d.parser.Line()
		more = len(m.Rest)
	}
	p.session.Deliver(m)
	return more
}

func (p *party) refusePublish(m *kernel.Message, err error) {
	p.protocol.tallies.publishDenied.Add(1)
	if errors.Is(err, kernel.ErrReplyPermission) {
		p.complain("Permissions Violation for Publish with Reply of " + quoted(m.Reply))
	} else {
		p.complain("Permissions Violation for Publish to " + quoted(m.Subject))
	}
	p.violation("Publish Violation", m.Subject, func(e kernel.Explainer) string { return e.ExplainPublish(m.Subject) },
		zap.ByteString("reply", clipped(m.Reply)))
}

// subscribe carries out SUB (protocol §6).
func (p *party) subscribe(d *desk) {
	op := &d.parser.Op
	fields := op.Fields()
	var queue []byte
	switch op.Count() {
	case 2:
	case 3:
		queue = fields[1]
	default:
		p.end("", kernel.ProtocolViolation)
		return
	}
	name, sid := fields[0], fields[len(fields)-1]
	switch err := p.trySubscribe(name, queue, sid); {
	case err == nil:
		p.ok()
	case errors.Is(err, kernel.ErrInvalidSubject):
		p.complain("Invalid Subject")
	case errors.Is(err, kernel.ErrMaxSubscriptions):
		p.protocol.tallies.subscriptionsFull.Add(1)
		p.complain("maximum subscriptions exceeded")
	default:
		p.refuseSubscribe(name, queue, err)
	}
}

var errTooManyTokens = errors.New("too many tokens")

func (p *party) trySubscribe(name, queue, sid []byte) error {
	if kernel.ReservedQueue(queue) {
		return kernel.ErrSubscribePermission
	}
	if max := p.protocol.config().MaxTokens; max > 0 && subject.Tokens(name) > max {
		return errTooManyTokens
	}
	return p.session.Subscribe(kernel.NewSubscription(p.session, name, queue, sid))
}

func (p *party) refuseSubscribe(name, queue []byte, err error) {
	p.protocol.tallies.subscribeDenied.Add(1)
	text := "Permissions Violation for Subscription to " + quoted(name)
	switch {
	case errors.Is(err, errTooManyTokens):
		text += ", too many tokens"
	case len(queue) > 0:
		text += " using queue " + quoted(queue)
	}
	p.complain(text)
	p.violation("Subscription Violation", name,
		func(e kernel.Explainer) string { return e.ExplainSubscribe(name, queue) }, zap.ByteString("queue", clipped(queue)))
}
