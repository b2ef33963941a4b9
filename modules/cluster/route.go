package cluster

import (
	"bytes"
	"cmp"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"go.uber.org/zap"
	"golang.org/x/crypto/bcrypt"

	"gnatsd/kernel"
	"gnatsd/kernel/wire"
	"gnatsd/modules/cluster/interest"
)

// greeter is the protocol of new streams: of those accepted, and of one dialed.
type greeter struct {
	cluster *Cluster
	target  *target // nil: accepted
	name    string  // of the server that is dialed, as its certificate has it
	address string  // that is dialed, without names
}

// Open makes a route of a stream.
func (g *greeter) Open(conn kernel.Conn) kernel.Receiver {
	c := g.cluster
	l := c.deps.Kernel.NewLink(conn, &c.bounds)
	r := &route{
		cluster: c, link: l, account: kernel.GlobalAccount,
		log:    c.log.With(zap.Stringer("remote", l.Remote()), zap.Uint64("rid", l.ID)),
		parser: wire.Parser{Grammar: grammar, MaxLine: maxLine, MaxBody: strangerBody},
	}
	encode := framer{account: r.account, headers: true, spreader: &c.spreader}
	r.session = c.deps.Kernel.NewSession(kernel.KindRoute, l, encode)
	secured, err := g.secure(conn)
	if err != nil {
		g.unsecured(l, err)
		return r
	}
	c.mu.Lock()
	if c.leaving {
		c.mu.Unlock()
		l.Close(kernel.ServerShutdown)
		return r
	}
	if r.waiting.Store(g.target == nil); g.target == nil && c.waiting.Add(1) > waitingMax {
		c.mu.Unlock()
		r.settle()
		r.log.Warn("Route refused", zap.String("reason", "too many that have not introduced themselves"))
		l.Close(kernel.MaxConnectionsExceeded)
		return r
	}
	c.open.Add(1)
	c.mu.Unlock()
	r.entered = true
	r.session.Open()
	if g.target != nil {
		c.dialed.Add(1)
	}
	c.post(func(m *mesh) {
		c.routes[l.ID] = r
		r.session.Restrict(kernel.Identity{}, interest.GrantedTo(m.settings.Permissions.Export)) // before any interest comes
		m.opened(time.Now(), &peer{
			link: l.ID, target: g.target, address: g.address, remote: l.Remote(), local: l.Local(), secured: secured,
		})
	})
	return r
}

// waitingMax bounds how many accepted links there are whose other end has not
// introduced itself: strangers that come in crowds are not to keep the loop busy.
const waitingMax = 256

// settle takes the link out of those.
func (r *route) settle() {
	if r.waiting.Swap(false) {
		r.cluster.waiting.Add(-1)
	}
}

// route is one link to another server: what the mesh decides about in peer, this
// side of it reads and keeps the other server's interest. Unless said otherwise
// it belongs to the goroutine of its stream.
type route struct {
	cluster *Cluster
	link    *kernel.Link
	session *kernel.Session
	account string // whose messages the link carries
	log     *zap.Logger
	entered bool // the mesh knows
	left    bool
	waiting atomic.Bool  // is counted in Cluster.waiting; the loop ends it when both sides are introduced
	why     error        // what ended it, if it was not this side
	heard   bool         // what is sent on a registered link only has come, and the link may go on
	framed  bool         // the session encodes as the peer wants it
	plain   atomic.Bool  // the peer takes no headers; written by the loop
	known   atomic.Bool  // the peer is introduced; written by the loop
	busy    bool         // something but signs of life came in this batch
	last    atomic.Int64 // when something came, in nanoseconds since 1970; 0: never

	parser  wire.Parser
	message kernel.Message // as it came
	seen    kernel.Message // as it is delivered
	queues  [][]byte       // that the message names
	foreign bool           // the message is of an account that is not here
	system  bool           // and that is the system account
	sid     []byte
}

// Receive walks the operations in data.
func (r *route) Receive(in *kernel.Chunk, data []byte) (consumed, want int) {
	if r.link.Reason() != "" {
		r.leave()
		return len(data), 0
	}
	r.parser.Reset()
	if r.parser.MaxBody == strangerBody && r.known.Load() {
		r.parser.MaxBody = maxBody
	}
	r.session.Begin(in)
	for consumed < len(data) {
		n, err := r.parser.Next(data[consumed:])
		if err != nil {
			r.malformed(err)
			break
		}
		if n == 0 {
			want = r.parser.Want()
			break
		}
		consumed += n
		r.operation(&r.parser.Op)
		if r.link.Reason() != "" {
			break
		}
	}
	r.message, r.seen = kernel.Message{}, kernel.Message{}
	if r.link.Reason() != "" {
		r.session.End()
		r.leave()
		return len(data), 0
	}
	return consumed, want
}

// Pause ends the batch.
func (r *route) Pause() {
	if r.busy {
		r.busy = false
		r.last.Store(time.Now().UnixNano())
	}
	r.session.End()
}

// lastActivity returns when something was sent or received that is no sign of
// life.
func (r *route) lastActivity() time.Time {
	last := r.link.Started
	for _, at := range []time.Time{time.Unix(0, r.last.Load()), r.link.Flow().Last} {
		if at.After(last) {
			last = at
		}
	}
	return last
}

// Closed ends the route with its stream.
func (r *route) Closed(err error) {
	switch {
	case err == nil:
		r.link.Close(kernel.ServerShutdown) // unless it was closed for another reason
	case errors.Is(err, io.EOF):
		r.link.Close(kernel.ClientClosed)
	default:
		r.link.Close(kernel.ReadError)
		r.why = cmp.Or(r.why, err)
	}
	r.leave()
}

// leave takes the other server's interest back and tells the mesh.
func (r *route) leave() {
	if !r.entered || r.left {
		return
	}
	r.left = true
	r.settle()
	r.session.Close()
	c, id, reason, why := r.cluster, r.link.ID, r.link.Reason(), r.why
	switch reason {
	case kernel.SlowConsumerPending, kernel.SlowConsumerDeadline:
		c.slow.Add(1)
	case kernel.StaleConnection:
		c.stale.Add(1)
	}
	c.post(func(m *mesh) {
		delete(c.routes, id)
		c.streams.Withdrawn(r.link)
		c.spreader.forget(r)
		m.closed(time.Now(), id, reason, why)
	})
	c.open.Done()
}

// end says why, behind what is staged, and closes.
func (r *route) end(text string, reason kernel.Reason) {
	r.session.Flush()
	var last []byte
	if text != "" {
		last = wire.AppendErr(nil, text)
	}
	r.link.Say(last, reason)
}

func (r *route) malformed(err error) {
	r.log.Warn("Route protocol error", zap.Error(err))
	if errors.Is(err, wire.ErrUnknown) {
		r.end("Unknown Protocol Operation", kernel.ProtocolViolation)
	} else {
		r.end("", kernel.ParseError)
	}
}

// operation carries out one operation.
func (r *route) operation(op *wire.Op) {
	id := r.link.ID
	switch op.Kind {
	case opRMsg, opHMsg:
		r.busy = true
		r.onMessage(op)
	case opInterest:
		r.busy = true
		r.onInterest(op)
	case opNoInterest:
		r.busy = true
		r.onNoInterest(op)
	case opPing:
		r.session.Reply([]byte(wire.Pong))
		r.cluster.post(func(m *mesh) { m.pinged(time.Now(), id) })
	case opPong:
		now := time.Now()
		r.cluster.post(func(m *mesh) { m.ponged(now, id) })
	case opInfo:
		i := new(info)
		if err := json.Unmarshal(op.Text, i); err != nil {
			r.malformed(err)
			return
		}
		r.cluster.post(func(m *mesh) { m.informed(time.Now(), id, i) })
	case opConnect:
		r.onConnect(op.Text)
	case opErr:
		r.why = fmt.Errorf("the other server says %q", bytes.TrimSpace(op.Text))
		r.log.Debug("Route error", zap.Error(r.why))
		r.end("", kernel.ParseError)
	}
}

func (r *route) onConnect(text []byte) {
	said := new(connect)
	if err := json.Unmarshal(text, said); err != nil {
		r.malformed(err)
		return
	}
	right := r.cluster.settings().admits(said.User, said.Pass)
	id := r.link.ID
	r.cluster.post(func(m *mesh) { m.introduced(time.Now(), id, said, right) })
}

// admits compares credentials in a time that does not tell how much of them is
// right. It may take long where the password is hashed.
func (s *Settings) admits(user, password string) bool {
	if s.User == "" {
		return true
	}
	same := subtle.ConstantTimeCompare([]byte(s.User), []byte(user)) == 1
	if _, err := bcrypt.Cost([]byte(s.Password)); err == nil {
		return bcrypt.CompareHashAndPassword([]byte(s.Password), []byte(password)) == nil && same
	}
	return subtle.ConstantTimeCompare([]byte(s.Password), []byte(password)) == 1 && same
}

// hear asks the mesh, when the first thing comes that is sent on a registered
// link only, whether the link may go on.
func (r *route) hear() bool {
	if r.heard {
		return true
	}
	verdict := make(chan bool, 1)
	id := r.link.ID
	if !r.cluster.post(func(m *mesh) { verdict <- m.interested(time.Now(), id) }) {
		return false
	}
	select {
	case r.heard = <-verdict:
	case <-r.cluster.done:
	}
	if !r.heard {
		r.link.Close(kernel.DuplicateRoute)
	}
	return r.heard
}
