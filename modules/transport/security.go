package transport

import (
	"context"
	"crypto/tls"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/modules/config"
)

// Security knows how the streams of each door are secured, and watches the
// files of their certificates.
type Security struct {
	log     *zap.Logger
	current atomic.Pointer[doors]
	every   time.Duration // between two looks at the files

	handshakes handshakes

	work   sync.WaitGroup
	cancel context.CancelFunc
}

// doors are what one configuration says about them.
type doors struct {
	handshakes *handshakes
	keepers    []*keeper
	profiles   map[string]*kernel.Profile
}

// lookEvery is how soon new certificates are noticed.
const lookEvery = 5 * time.Second

// NewSecurity reads the certificates. An error says what is wrong with them.
func NewSecurity(c Config, log *zap.Logger) (*Security, error) {
	s := &Security{log: log, every: lookEvery, cancel: func() {}}
	commit, err := s.Prepare(c)
	if err != nil {
		return nil, err
	}
	commit()
	return s, nil
}

// Prepare reads the certificates of another configuration and returns what puts
// it in force, for new connections.
func (s *Security) Prepare(c Config) (commit func(), err error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	clients, err := c.clients()
	if err != nil {
		return nil, err
	}
	d := &doors{profiles: map[string]*kernel.Profile{}, handshakes: &s.handshakes}
	if err := d.add("client", clients, forClients, c.AllowNonTLS, s.log); err != nil {
		return nil, config.Inside(err, "tls")
	}
	if err := d.add("route", c.Cluster.TLS, forPeers, false, s.log); err != nil {
		return nil, config.Inside(err, "cluster", "tls")
	}
	return func() { s.current.Store(d) }, nil
}

func (d *doors) add(door string, b Block, who usage, optional bool, log *zap.Logger) error {
	if !b.Given {
		return nil
	}
	k, err := newKeeper(door, b, who, log)
	if err != nil {
		return err
	}
	d.keepers = append(d.keepers, k)
	p := k.profile(optional)
	p.Done = func(state *tls.ConnectionState, err error) { d.handshakes.note(door, state, err) }
	d.profiles[door] = p
	return nil
}

// Profile returns how the streams of a door are secured, nil if they are not.
func (s *Security) Profile(door string) *kernel.Profile { return s.current.Load().profiles[door] }

// Start begins to watch the files.
func (s *Security) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.work.Go(func() { s.watch(ctx) }) // goroutine: ended and waited for by Stop
}

// Stop ends the watch.
func (s *Security) Stop() {
	s.cancel()
	s.work.Wait()
}

// watch refreshes until ctx ends.
func (s *Security) watch(ctx context.Context) {
	ticks := time.NewTicker(s.every)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			for _, k := range s.current.Load().keepers {
				k.refresh()
			}
		}
	}
}

var _ kernel.Security = (*Security)(nil)
