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
	"gnatsd/modules/client/quota"
)

// party is one client. All but its timing belongs to the goroutine of its
// stream.
type party struct {
	protocol   *Protocol
	link       *kernel.Link
	session    *kernel.Session
	options    options
	connected  bool                            // CONNECT was accepted
	guest      bool                            // let in without one
	open       bool                            // nobody asked for credentials when it came
	secured    bool                            // the handshake is behind
	first      bool                            // it came before INFO
	answers    bool                            // each message may be an answer, to be counted: no rows of them
	fresh      bool                            // has not come in yet: see arrived
	waiting    bool                            // and is counted among those; guarded by Protocol.mu
	ticket     *ticket                         // what else it is counted as; nil: nothing
	meter      *quota.Bucket                   // what it may publish; nil: no limit
	told       atomic.Bool                     // the INFO behind the first PONG was sent: it may get more of them
	nonce      string                          // to be signed by the party, empty if there is nobody with a key
	card       atomic.Pointer[card]            // what monitoring shows, nil before CONNECT
	admitted   atomic.Pointer[kernel.Identity] // as what it was let in last; nil: it has not logged in
	profile    *kernel.Profile                 // how its stream is secured, nil: not at all
	violations throttle
	timing     timing
}

// log returns a logger that says who the party is. It is made when there is
// something to say: ten thousand quiet parties need none.
func (p *party) log() *zap.Logger {
	return p.protocol.log.With(zap.Stringer("remote", p.link.Remote()), zap.Uint64("cid", p.link.ID))
}

// debug logs an event of the party's life, if such are logged.
func (p *party) debug(text string, fields ...zap.Field) {
	if p.protocol.log.Core().Enabled(zap.DebugLevel) {
		p.log().Debug(text, fields...)
	}
}

// desk is what a party needs only while it has something to read: shared by all.
type desk struct {
	parser  wire.Parser
	message kernel.Message
	in      *kernel.Chunk // that is read from
}

var desks = sync.Pool{New: func() any { return new(desk) }}

// Receive walks the operations in data.
func (p *party) Receive(in *kernel.Chunk, data []byte) (consumed, want int) {
	if p.link.Reason() != "" {
		return len(data), 0
	}
	d := desks.Get().(*desk)
	d.parser.Reset()
	d.in = in
	d.parser.Grammar = grammarFor(p.options.Headers)
	bounds := p.protocol.config()
	d.parser.MaxLine, d.parser.MaxBody = bounds.MaxControlLine, bounds.MaxPayload
	p.session.Begin(in)
	active, watched := false, p.tracing() || p.protocol.talkers != nil
	for consumed < len(data) {
		n, err := d.parser.Next(data[consumed:])
		if err != nil {
			p.malformed(err, data[consumed:])
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
		rest := data[consumed:]
		if watched {
			rest = nil // one by one
		}
		more, busy := p.operation(d, rest)
		consumed += more
		active = active || busy
		if p.link.Reason() != "" {
			break
		}
	}
	d.release()
	if p.fresh && consumed > 0 && p.allowed() {
		p.arrived()
	}
	if active {
		p.timing.busy(p.link)
	}
	if p.link.Reason() != "" {
		p.session.End()
		p.leave()
		return len(data), 0
	}
	return consumed, want
}

// Pause ends the batch.
func (p *party) Pause() { p.session.End() }

func (d *desk) release() {
	d.message, d.in = kernel.Message{}, nil
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
		p.giveBack()
		r := p.recordClosed()
		p.protocol.closed.add(r)
		if p.link.Reason().Slow() {
			p.log().Warn("Slow consumer detected", zap.String("event", "slow_consumer"),
				zap.String("reason", string(p.link.Reason())), zap.Int("bytes", p.link.Cut()),
				zap.Strings("subjects", p.link.Busiest(busiest)), zap.String("name", p.options.Name),
				zap.String("user", p.session.Identity().User))
		}
		p.session.Close()
		p.obituary(&r)
	}
}

// obituary logs what a party has been, if such is logged.
func (p *party) obituary(r *record) {
	if p.protocol.log.Core().Enabled(zap.DebugLevel) {
		p.log().Debug("Client connection closed", zap.String("event", "client_disconnected"),
			zap.String("reason", string(r.reason)), zap.String("account", r.card.account), zap.String("user", r.card.user),
			zap.String("name", r.card.name), zap.Int64("duration_ms", r.uptime(r.stopped).Milliseconds()),
			zap.Int64("in_msgs", r.inMsgs), zap.Uint64("out_msgs", r.outMsgs), zap.Int64("in_bytes", r.inBytes),
			zap.Uint64("out_bytes", r.outBytes))
	}
}

// busiest is how many subjects of a slow consumer the log names.
const busiest = 3

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
func (p *party) malformed(err error, rest []byte) {
	p.debug("Protocol error", zap.String("event", "protocol_error"), zap.Error(err))
	switch {
	case !p.allowed() && rest[0]|0x20 != 'c': // not even about to CONNECT
		p.refuse(nil, err)
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
	return p.connected || p.guest || !p.protocol.auth.Required(kernel.KindClient)
}

// operation carries out one operation, and those at the front of rest that only
// repeat it, whose size it returns; and whether it is a sign that the client is
// at work.
func (p *party) operation(d *desk, rest []byte) (more int, active bool) {
	op := &d.parser.Op
	if op.Kind != opConnect && !p.allowed() && !p.enterAsGuest() {
		return 0, false
	}
	switch op.Kind {
	case opPub, opHPub:
		return p.publish(d, rest), true
	case opSub:
		p.subscribe(d)
		return 0, true
	case opUnsub:
		p.unsubscribe(op)
		return 0, true
	case opPing:
		p.ping()
		return 0, true
	case opPong:
		p.timing.pong(p)
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
	return 0, false
}

// ping answers, and tells a client that understands it more behind the first
// PONG (protocol §3.3).
func (p *party) ping() {
	p.reply([]byte(wire.Pong))
	if p.connected && !p.told.Load() {
		if p.options.Protocol >= 1 {
			p.tell()
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
