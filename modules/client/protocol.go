package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

// Settings are what the protocol is given by the rest of the server.
type Settings struct {
	Kernel        *kernel.Kernel
	Transport     kernel.Transport
	Authenticator kernel.Authenticator
	Authorizer    kernel.Authorizer
	Security      kernel.Security // nil: streams are in clear
	Build         kernel.Build
	Recall        Recall
	Quotas        Quotas
	Log           *zap.Logger
}

// Protocol speaks with clients.
type Protocol struct {
	live        atomic.Pointer[Config] // see config
	kernel      *kernel.Kernel
	auth        kernel.Authenticator
	permissions kernel.Authorizer
	build       kernel.Build
	log         *zap.Logger
	bounds      kernel.Bounds
	port        int                    // that is announced: the bound one, once the door is bound
	info        atomic.Pointer[[]byte] // see newInfo; replaced when the door is bound and by a reload
	security    kernel.Security        // nil: streams are in clear
	failures    failures
	closed      archive
	crowd       crowd
	tallies     *tallies
	talkers     *talkers // nil unless they are asked for

	meshing         sync.Mutex                 // guards what follows but for reading neighbours
	neighbours      atomic.Pointer[neighbours] // nil: nothing to tell
	neighboursKnown bool                       // there was one
	leaving         atomic.Bool                // the server is a lame duck
	news            atomic.Uint64              // how often something was announced

	mu      sync.Mutex // guards parties, empty and total
	total   uint64     // connections that ever came, refused ones included
	parties map[*party]struct{}
	empty   chan struct{} // closed when the last party has left a stopping server
}

// New makes the protocol. Nothing is opened or started.
func New(c Config, s Settings) (*Protocol, error) {
	if err := errors.Join(c.Validate(), s.Quotas.Validate()); err != nil {
		return nil, err
	}
	p := &Protocol{
		kernel: s.Kernel, auth: s.Authenticator, permissions: s.Authorizer,
		security: s.Security, build: s.Build, log: s.Log, parties: map[*party]struct{}{},
		closed: archive{max: s.Recall.MaxClosed}, tallies: newTallies(),
	}
	if s.Recall.TopSubjects > 0 {
		p.talkers = newTalkers(s.Recall.TopSubjects)
	}
	if r, ok := s.Authenticator.(kernel.Renewer); ok {
		r.OnChange(p.renew)
	}
	p.crowd.quotas.Store(&s.Quotas)
	p.port = c.Port
	p.use(&c)
	return p, nil
}

// config returns the configuration in force. A reload replaces it as a whole.
func (p *Protocol) config() *Config { return p.live.Load() }

// Open greets a new stream, or turns it away.
func (p *Protocol) Open(conn kernel.Conn) kernel.Receiver {
	l := p.kernel.NewLink(conn, &p.bounds)
	c := &party{
		protocol: p, link: l, options: defaultOptions(),
		open: !p.auth.Required(kernel.KindClient), profile: kernel.ProfileOf(p.security, "client"),
	}
	if kernel.TermsOf(p.auth, kernel.KindClient).Nonce {
		c.nonce = newNonce()
	}
	c.session = p.kernel.NewSession(kernel.KindClient, l, p.framerFor(c, false))
	if over := p.add(c); over != noLimit {
		c.turnAway(over, p.appendInfo(nil, c, ""))
		r := c.recordClosed()
		p.closed.add(r)
		c.obituary(&r)
		return c
	}
	c.debug("Client connection created", zap.String("event", "client_connected"))
	c.session.Open()
	if c.open {
		c.claim(&kernel.Identity{}) // it may publish at once
	}
	if p.greet(c, conn) {
		c.timing.start(c)
	}
	return c
}

// add counts a party in, unless there are too many or the server is stopping.
func (p *Protocol) add(c *party) (over limit) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total++
	q := p.crowd.quotas.Load()
	switch max := p.config().MaxConnections; {
	case p.empty != nil:
		return stopping
	case max > 0 && len(p.parties) >= max:
		return ofServer
	case q.Waiting > 0 && p.crowd.waiting >= q.Waiting:
		return ofWaiting
	case q.PerAddress > 0:
		from := network(c.link.Remote().Addr())
		if _, room := p.crowd.addresses.Enter(from, q.PerAddress); !room {
			return ofAddress
		}
		c.ticket = &ticket{address: from}
	}
	c.fresh, c.waiting = true, true
	p.crowd.waiting++
	p.parties[c] = struct{}{}
	return noLimit
}

// remove reports whether the party was in.
func (p *Protocol) remove(c *party) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, in := p.parties[c]; !in {
		return false
	}
	delete(p.parties, c)
	p.settle(c)
	if p.empty != nil && len(p.parties) == 0 {
		close(p.empty)
	}
	return true
}

// stopPatience is how long clients have for taking what is queued when the server
// stops.
const stopPatience = 3 * time.Second

// Stop closes all parties, without a word and behind what is queued for them,
// and waits until they have left.
func (p *Protocol) Stop(ctx context.Context) error {
	p.mu.Lock()
	if p.empty == nil {
		p.empty = make(chan struct{})
		if len(p.parties) == 0 {
			close(p.empty)
		}
	}
	all := make([]*party, 0, len(p.parties))
	for c := range p.parties {
		all = append(all, c)
	}
	p.mu.Unlock()
	for _, c := range all {
		c.link.Close(kernel.ServerShutdown)
	}
	patience := time.NewTimer(stopPatience)
	defer patience.Stop()
	select {
	case <-p.empty:
		return nil
	case <-patience.C:
		for _, c := range p.all() {
			c.link.Close(kernel.WriteError) // it does not take what is queued
		}
	case <-ctx.Done():
	}
	select {
	case <-p.empty:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting for clients to take what was queued: %w", ctx.Err())
	}
}

// framerFor returns how deliveries to a party are encoded.
func (p *Protocol) framerFor(c *party, headers bool) kernel.Framer {
	if c.tracing() {
		return &tracer{framer{headers}, c.log()}
	}
	return framer{headers}
}

func validJSON(text []byte) bool { return json.Valid(text) }
