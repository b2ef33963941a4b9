package cluster

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"gnatsd/kernel"
	"gnatsd/modules/cluster/interest"
	"gnatsd/modules/cluster/jetstream"
)

// Deps are what the cluster is given by the rest of the server.
type Deps struct {
	Kernel     *kernel.Kernel
	Transport  kernel.Transport
	Interest   *interest.Interest
	Advertiser kernel.Advertiser // nil: there are no clients to be told
	Security   kernel.Security   // nil: routes are in clear
	Build      kernel.Build
	Log        *zap.Logger
	Seed       uint64 // of the random delays
}

// Cluster carries out what its mesh decides: it holds the links, dials, and
// tells the mesh what happened, on one goroutine.
type Cluster struct {
	live   atomic.Pointer[Settings] // in force; a reload replaces it
	deps   Deps
	log    *zap.Logger
	bounds kernel.Bounds

	dialed, undialed atomic.Int64 // attempts to connect that did and that failed

	port  int          // that is listened on, set before the loop runs
	slow  atomic.Int64 // routes closed because the other server took too little
	stale atomic.Int64 // routes closed because the other server did not answer

	hosts atomic.Pointer[[]string] // of the configured routes

	spreader spreader
	streams  *jetstream.Bridge

	events  chan func(*mesh)
	quit    chan struct{} // closed to end the loop
	done    chan struct{} // closed when the loop has ended
	quitOne sync.Once
	work    sync.WaitGroup // loop and dialing
	dialing context.Context
	giveUp  context.CancelFunc

	mu      sync.Mutex // guards running, leaving and open
	running bool
	leaving bool
	open    sync.WaitGroup // links
	waiting atomic.Int64   // accepted links whose other end has not introduced itself

	// The loop's alone.
	routes map[uint64]*route
}

// New makes the cluster. Nothing is opened or started.
func New(c Config, d Deps) (*Cluster, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	cl := &Cluster{
		deps: d, log: d.Log, routes: map[uint64]*route{},
		events: make(chan func(*mesh), 256), quit: make(chan struct{}), done: make(chan struct{}),
	}
	cl.dialing, cl.giveUp = context.WithCancel(context.Background())
	cl.spreader = spreader{interest: d.Interest, told: map[*route]struct{}{}}
	cl.streams = jetstream.New(d.Kernel, d.Interest, d.Build.ServerName)
	settings := c.settings()
	cl.use(&settings)
	return cl, nil
}

// begin starts the mesh; port is the one that other servers find this one at.
func (c *Cluster) begin(port int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.leaving || c.running {
		return
	}
	c.running, c.port = true, port
	own := info{
		ServerID: c.deps.Build.ServerID, ServerName: c.deps.Build.ServerName, Version: kernel.Level, Proto: 2,
		Port: port, Headers: true, MaxPayload: 1 << 20, Mesh: meshVersion,
	}
	m := newMesh(*c.settings(), own, c.clientURLs, c, rand.New(rand.NewPCG(c.deps.Seed, 0)))
	c.work.Go(func() { c.run(m) }) // goroutine: the cluster's loop, ended by Stop
}

// settings returns those in force.
func (c *Cluster) settings() *Settings { return c.live.Load() }

func (c *Cluster) clientURLs() []string {
	if c.deps.Advertiser == nil {
		return nil
	}
	return c.deps.Advertiser.ClientURLs()
}

// run is the loop: all that the mesh is told comes through here.
func (c *Cluster) run(m *mesh) {
	defer close(c.done)
	timer := time.NewTimer(0)
	defer timer.Stop()
	m.start(time.Now())
	for {
		select {
		case event := <-c.events:
			event(m)
		case <-c.deps.Interest.Changed():
			c.spreader.spread()
		case <-timer.C:
			m.tick(time.Now())
		case <-c.quit:
			c.settle(m)
			return
		}
		if at := m.next(); at.IsZero() {
			timer.Stop()
		} else {
			timer.Reset(time.Until(at))
		}
	}
}

// settle closes all links and takes what still happens until they are gone.
func (c *Cluster) settle(m *mesh) {
	m.stop(time.Now())
	gone := make(chan struct{})
	c.work.Go(func() { c.open.Wait(); close(gone) }) // goroutine: ends with the last link
	for {
		select {
		case event := <-c.events:
			event(m)
		case <-gone:
			return
		}
	}
}

// post tells the mesh something. It reports false if there is no mesh any more.
func (c *Cluster) post(event func(*mesh)) bool {
	select {
	case c.events <- event:
		return true
	case <-c.done:
		return false
	}
}

// inspect lets f look at the mesh, in the loop. It reports false if there is no
// mesh.
func (c *Cluster) inspect(f func(*mesh)) bool {
	c.mu.Lock()
	running := c.running
	c.mu.Unlock()
	if !running {
		return false
	}
	seen := make(chan struct{})
	c.post(func(m *mesh) { f(m); close(seen) })
	select {
	case <-seen:
		return true
	case <-c.done:
		return false
	}
}

// Stop closes all links behind what is queued for them, and waits until they
// are gone.
func (c *Cluster) Stop(ctx context.Context) error {
	c.mu.Lock()
	c.leaving = true
	running := c.running
	c.mu.Unlock()
	c.giveUp()
	c.quitOne.Do(func() { close(c.quit) })
	if !running {
		return nil
	}
	gone := make(chan struct{})
	// goroutine: ends when loop and links have ended, which the stop of the transport forces.
	go func() { c.work.Wait(); c.open.Wait(); close(gone) }()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting for routes to take what was queued: %w", ctx.Err())
	}
}

// The outputs of the mesh.

func (c *Cluster) dial(t *target, own map[string]bool) {
	g, own := &greeter{cluster: c, target: t, name: c.serverName(t)}, maps.Clone(own)
	c.work.Go(func() { // goroutine: one attempt to connect, bounded by its timeout, cancelled by Stop
		ctx, cancel := context.WithTimeout(c.dialing, dialTimeout)
		defer cancel()
		var err error
		if g.address, err = t.resolve(ctx, own); err == nil {
			err = c.deps.Transport.Dial(ctx, g.address, g)
		}
		if err != nil {
			c.fail(t, err)
		}
	})
}

// fail tells the mesh of an attempt to connect that has failed.
func (c *Cluster) fail(t *target, err error) {
	c.undialed.Add(1)
	c.post(func(m *mesh) { m.dialFailed(time.Now(), t, err) })
}

func (c *Cluster) send(link uint64, text []byte) {
	if r := c.routes[link]; r != nil {
		r.link.Send(text)
	}
}

func (c *Cluster) dump(link uint64) {
	if r := c.routes[link]; r != nil {
		c.spreader.tell(r)
	}
}

func (c *Cluster) welcome(link uint64, headers bool) {
	if r := c.routes[link]; r != nil {
		r.plain.Store(!headers)
		r.known.Store(true)
		r.settle()
	}
}

func (c *Cluster) shut(link uint64, last []byte, reason kernel.Reason) {
	if r := c.routes[link]; r != nil {
		c.spreader.forget(r)
		r.link.Say(last, reason)
	}
}

func (c *Cluster) announce(cluster string, urls []string) {
	if c.deps.Advertiser != nil {
		c.deps.Advertiser.Announce(cluster, urls)
	}
}

func (c *Cluster) report(level zapcore.Level, message string, fields ...zap.Field) {
	c.deps.Log.Log(level, message, fields...)
}
