package cluster

import (
	"bytes"
	"errors"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/wire"
	"gnatsd/modules/cluster/jetstream"
)

// frame makes the session encode as the peer wants it, before there is a
// subscription.
func (r *route) frame() {
	if !r.framed {
		r.framed = true
		r.session.SetFramer(framer{r.account, !r.plain.Load(), &r.cluster.spreader})
	}
}

// name makes the sid of the subscription that stands for the peer's interest.
func (r *route) name(subject, queue []byte) []byte {
	r.sid = append(r.sid[:0], subject...)
	if queue != nil {
		r.sid = append(append(r.sid, ' '), queue...)
	}
	return r.sid
}

// onInterest carries out RS+ (cluster §11.1).
func (r *route) onInterest(op *wire.Op) {
	f := op.Fields()
	if n := op.Count(); n != 2 && n != 4 {
		r.end("", kernel.ProtocolViolation)
		return
	}
	if !r.hear() {
		return
	}
	if string(f[0]) != r.account {
		r.foreignInterest(f, true)
		return
	}
	r.frame()
	if len(f) == 2 {
		r.subscribe(kernel.NewSubscription(r.session, f[1], nil, r.name(f[1], nil)))
		return
	}
	members, _ := wire.Size(f[3]) // what is no number means one
	sid := r.name(f[1], f[2])
	if !r.session.Weigh(sid, members) {
		r.subscribe(kernel.NewWeighed(r.session, f[1], f[2], sid, members))
	}
}

func (r *route) subscribe(sub *kernel.Subscription) {
	switch err := r.session.Subscribe(sub); {
	case errors.Is(err, kernel.ErrInvalidSubject):
		r.session.Reply(wire.AppendErr(nil, "Invalid Subscription"))
	case err != nil:
		r.log.Debug("Interest refused", zap.String("subject", sub.Subject()), zap.Error(err))
	}
}

// onNoInterest carries out RS-.
func (r *route) onNoInterest(op *wire.Op) {
	f := op.Fields()
	var queue []byte
	switch op.Count() {
	case 2:
	case 3:
		queue = f[2]
	default:
		r.end("", kernel.ProtocolViolation)
		return
	}
	switch {
	case !r.hear():
	case string(f[0]) == r.account:
		r.session.Unsubscribe(r.name(f[1], queue), 0)
	default:
		r.foreignInterest(f, false)
	}
}

// foreignInterest forgets what the peer wants in accounts that are not carried,
// but for the offer to serve those who want streams.
func (r *route) foreignInterest(f [][]byte, begins bool) {
	if string(f[0]) != kernel.SystemAccount || string(f[1]) != jetstream.Subject {
		return
	}
	c, l := r.cluster, r.link
	c.post(func(m *mesh) {
		if !begins || c.routes[l.ID] == nil { // closed meanwhile
			c.streams.Withdrawn(l)
			return
		}
		if err := c.streams.Offered(l, m.name.Text); err != nil {
			c.log.Error("Streams of others are out of reach", zap.Error(err))
		}
	})
}

// onMessage carries out RMSG and HMSG (cluster §12).
func (r *route) onMessage(op *wire.Op) {
	if !r.hear() {
		return
	}
	m := &r.message
	m.Repeat = op.Repeat
	if !op.Repeat {
		if !r.address(op) {
			r.end("", kernel.ParseError)
			return
		}
	}
	m.Frame = op.Frame
	if r.foreign {
		if r.system {
			r.cluster.streams.Answer(m)
		}
		return
	}
	if err := r.session.Admit(m); err != nil {
		return // the peer's publisher was allowed to; here it is not
	}
	r.seen.Routed = true
	r.seen.Frame, r.seen.Repeat, r.seen.HeaderSize = m.Frame, m.Repeat, m.HeaderSize
	r.session.DeliverRouted(m, &r.seen, r.queues)
}

// address reads whom the message is for, and reports whether that makes sense.
func (r *route) address(op *wire.Op) bool {
	f, m := op.Fields(), &r.message
	sizes := 1
	if op.Kind == opHMsg {
		sizes = 2
	}
	words := op.Count() - sizes // account, subject and what follows
	if words < 2 {
		return false
	}
	r.foreign, r.system = string(f[0]) != r.account, string(f[0]) == kernel.SystemAccount
	m.Subject, m.Reply, m.HeaderSize, r.queues = f[1], nil, op.HeaderSize, r.queues[:0]
	switch {
	case words == 2:
	case words == 3:
		m.Reply = f[2]
	case string(f[2]) == "|":
		r.names(op, 3, words)
	case string(f[2]) == "+":
		m.Reply = f[3]
		r.names(op, 4, words)
	default:
		return false
	}
	r.seen.Subject, r.seen.Reply = jetstream.Original(m.Subject, m.Reply)
	return true
}

// names takes the words from the first to before the end as queue groups.
func (r *route) names(op *wire.Op, first, end int) {
	f := op.Fields()
	for i := first; i < min(end, len(f)); i++ {
		r.queues = append(r.queues, f[i])
	}
	if end > len(f) {
		r.queues = append(r.queues, bytes.FieldsFunc(op.Rest(), between)[:end-len(f)]...)
	}
}

// between says what separates words, as kernel/wire does; other blanks are part of
// a name.
func between(c rune) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
