package transport

import (
	"context"
	"sync"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/modules/config"
)

// Security knows how the streams of each door are secured, and watches the
// files of their certificates.
type Security struct {
	keepers  []*keeper
	profiles map[string]*kernel.Profile
	every    time.Duration // between two looks at the files

	work   sync.WaitGroup
	cancel context.CancelFunc
}

// lookEvery is how soon new certificates are noticed.
const lookEvery = 5 * time.Second

// NewSecurity reads the certificates. An error says what is wrong with them.
func NewSecurity(c Config, log *zap.Logger) (*Security, error) {
	s := &Security{profiles: map[string]*kernel.Profile{}, every: lookEvery, cancel: func() {}}
	if err := c.Validate(); err != nil {
		return nil, err
	}
	clients, err := c.clients()
	if err != nil {
		return nil, err
	}
	if err := s.add("client", clients, forClients, c.AllowNonTLS, log); err != nil {
		return nil, config.Inside(err, "tls")
	}
	if err := s.add("route", c.Cluster.TLS, forPeers, false, log); err != nil {
		return nil, config.Inside(err, "cluster", "tls")
	}
	return s, nil
}

func (s *Security) add(door string, b Block, who usage, optional bool, log *zap.Logger) error {
	if !b.Given {
		return nil
	}
	k, err := newKeeper(door, b, who, log)
	if err != nil {
		return err
	}
	s.keepers = append(s.keepers, k)
	s.profiles[door] = k.profile(optional)
	return nil
}

// Profile returns how the streams of a door are secured, nil if they are not.
func (s *Security) Profile(door string) *kernel.Profile { return s.profiles[door] }

// Start begins to watch the files, if there are some.
func (s *Security) Start() {
	if len(s.keepers) == 0 {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.work.Go(func() { watch(ctx, s.every, s.keepers) }) // goroutine: ended and waited for by Stop
}

// Stop ends the watch.
func (s *Security) Stop() {
	s.cancel()
	s.work.Wait()
}

var _ kernel.Security = (*Security)(nil)
