package client

import (
	"sync"
	"sync/atomic"
	"time"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

// tallies count what is rare: nothing in here is touched for each message.
type tallies struct {
	publishDenied, subscribeDenied, subscriptionsFull atomic.Uint64

	throttled atomic.Uint64 // handshakes that were not begun
	rtt       *status.Histogram
	logins    map[string]*status.Histogram // by method; never changed

	mu         sync.Mutex // guards handshakes
	handshakes map[handshake]uint64
}

// A handshake is one way that TLS handshakes have gone.
type handshake struct{ version, result string }

// methods are what parties show to be let in.
var methods = []string{"none", "password", "token", "nkey", "jwt", "cert"}

// The versions that a handshake may end with; a failed one has none.
var handshakeVersions = []string{"1.2", "1.3"}

func newTallies() *tallies {
	const us, ms, s = time.Microsecond, time.Millisecond, time.Second
	t := &tallies{
		rtt:    status.NewHistogram(50*us, 100*us, 250*us, 500*us, ms, 5*ms, 25*ms, 100*ms, 250*ms, s, 10*s),
		logins: map[string]*status.Histogram{}, handshakes: map[handshake]uint64{{"", "error"}: 0},
	}
	for _, method := range methods {
		t.logins[method] = status.NewHistogram(10*us, 100*us, ms, 10*ms, 50*ms, 100*ms, 250*ms, s)
	}
	for _, version := range handshakeVersions {
		t.handshakes[handshake{version, "ok"}] = 0
	}
	return t
}

// methodOf names what is shown.
func methodOf(c *kernel.Credentials) string {
	switch {
	case c.JWT != "":
		return "jwt"
	case c.NKey != "":
		return "nkey"
	case c.Token != "":
		return "token"
	case c.User != "" || c.Password != "":
		return "password"
	case c.Certificate != nil:
		return "cert"
	}
	return "none"
}

// shook counts a handshake.
func (t *tallies) shook(p *party, err error) {
	how := handshake{"", "error"}
	if err == nil {
		how = handshake{p.tlsFacts().Version, "ok"}
	}
	t.mu.Lock()
	t.handshakes[how]++ // as many as there are versions of TLS
	t.mu.Unlock()
}
