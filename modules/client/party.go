package client

import (
	"errors"
	"io"
	"strconv"
	"sync"
	"sync/atomic"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/wire"
)

// party is one client. All but its timing belongs to the goroutine of its
// stream.
type party struct {
	protocol  *Protocol
	link      *kernel.Link
	session   *kernel.Session
	log       *zap.Logger
	options   options
	card      atomic.Pointer[card] // what monitoring shows, nil before CONNECT
	connected bool                 // CONNECT was accepted
	told      bool                 // the INFO behind the first PONG was sent
	timing    timing
}

// desk is what a party needs only while it has something to read: shared by all.
type desk struct {
	parser  wire.Parser
	message kernel.Message
	text    []byte
}

var desks = sync.Pool{New: func() any { return new(desk) }}

// Receive walks the operations in data.
func (p *party) Receive(in *kernel.Chunk, data []byte) (consumed, want int) {
	if p.link.Reason() != "" {
		return len(data), 0
	}
	d := desks.Get().(*desk)
	d.parser.Reset()
	d.parser.Grammar = grammarFor(p.options.Headers)
	d.parser.MaxLine, d.parser.MaxBody = p.protocol.config.MaxControlLine, p.protocol.config.MaxPayload
	p.session.Begin(in)
	active, watched := false, p.tracing() || p.protocol.talkers != nil
	for consumed < len(data) {
		n, err := d.parser.Next(data[consumed:])
		if err != nil {
			p.malformed(err)
			break
		}
		if n == 0 {
			want = d.parser.Want()
			break
		}
		if watched {
			p.watch(d, data[consumed:consumed+n])
		}
		consumed += n
		active = p.operation(d) || active
		if p.link.Reason() != "" {
			break
		}
	}
	p.session.End()
	d.release()
	if active {
		p.timing.busy(p.link)
	}
	if p.link.Reason() != "" {
		p.leave()
		return len(data), 0
	}
	return consumed, want
}

func (d *desk) release() {
	d.message = kernel.Message{}
	d.parser = wire.Parser{}
	desks.Put(d)
}

// Closed ends the party with its stream.
func (p *party) Closed(err error) {
	switch {
	case err == nil:
		p.link.Close(kernel.ServerShutdown) // unless it was closed for another reason
	case errors.Is(err, io.EOF):
		p.link.Close(kernel.ClientClosed)
	default:
		p.link.Close(kernel.ReadError)
	}
	p.leave()
}

// leave takes the party out of everything (I4).
func (p *party) leave() {
	if p.protocol.remove(p) {
		p.timing.stop()
		p.protocol.closed.add(p.recordClosed())
		p.session.Close()
		p.log.Debug("Client connection closed", zap.String("reason", string(p.link.Reason())))
	}
}

// end says why, if there is a text, and closes: on the party's own goroutine,
// behind what the operations before have answered and sent.
func (p *party) end(text string, reason kernel.Reason) {
	p.session.Flush()
	p.expire(text, reason)
}

// expire says why, if there is a text, and closes: from any goroutine.
func (p *party) expire(text string, reason kernel.Reason) {
	var last []byte
	if text != "" {
		last = wire.AppendErr(nil, text)
	}
	p.link.Say(last, reason)
}

// malformed ends a party whose bytes make no sense (protocol §2.4).
func (p *party) malformed(err error) {
	p.log.Debug("Protocol error", zap.Error(err))
	switch {
	case !p.allowed():
		p.refuse(err)
	case errors.Is(err, wire.ErrUnknown):
		p.end("Unknown Protocol Operation", kernel.ProtocolViolation)
	case errors.Is(err, wire.ErrLineTooLong):
		p.end("maximum control line exceeded", kernel.MaxControlLineExceeded)
	case errors.Is(err, wire.ErrBodyTooLong):
		p.end("Maximum Payload Violation", kernel.MaxPayloadExceeded)
	default:
		p.end("", kernel.ProtocolViolation)
	}
}

// allowed reports whether the party may do more than log in.
func (p *party) allowed() bool {
	return p.connected || !p.protocol.auth.Required(kernel.KindClient)
}

// operation carries out one operation and reports whether it is a sign that
// the client is at work.
func (p *party) operation(d *desk) (active bool) {
	op := &d.parser.Op
	if op.Kind != opConnect && !p.allowed() {
		p.refuse(nil)
		return false
	}
	switch op.Kind {
	case opPub, opHPub:
		p.publish(d)
		return true
	case opSub:
		p.subscribe(d)
		return true
	case opUnsub:
		p.unsubscribe(op)
		return true
	case opPing:
		p.ping()
		return true
	case opPong:
		p.timing.pong()
	case opConnect:
		p.session.Flush()
		p.onConnect(op.Text)
		d.parser.Grammar = grammarFor(p.options.Headers)
	case opInfo:
		if !validJSON(op.Text) {
			p.end("", kernel.ProtocolViolation)
		}
	case opErr:
		p.end("", kernel.ParseError)
	}
	return false
}

// ping answers, and tells a client that understands it more behind the first
// PONG (protocol §3.3).
func (p *party) ping() {
	p.reply([]byte(wire.Pong))
	if p.connected && !p.told {
		p.told = true
		if p.options.Protocol >= 1 {
			p.reply(p.protocol.appendInfo(nil, p.link, p.session.Account().Name()))
		}
	}
}

// unsubscribe ends a subscription now or later (protocol §6).
func (p *party) unsubscribe(op *wire.Op) {
	fields := op.Fields()
	if op.Count() < 1 || op.Count() > 2 {
		p.end("", kernel.ProtocolViolation)
		return
	}
	max := 0
	if len(fields) == 2 {
		max, _ = wire.Size(fields[1]) // what is no plain number means now
	}
	p.session.Unsubscribe(fields[0], uint64(max))
	p.ok()
}

func (p *party) ok() {
	if p.options.Verbose {
		p.reply([]byte(wire.OK))
	}
}

// complain answers an operation that is refused; the connection stays.
func (p *party) complain(text string) { p.reply(wire.AppendErr(nil, text)) }

func quoted(b []byte) string { return strconv.Quote(string(b)) }
