package client

import (
	"sync/atomic"
	"time"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

// tallies count what is rare: nothing in here is touched for each message.
type tallies struct {
	publishDenied, subscribeDenied, subscriptionsFull atomic.Uint64

	rtt    *status.Histogram
	logins map[string]*status.Histogram // by method; never changed
}

// methods are what parties show to be let in.
var methods = []string{"none", "password", "token", "nkey", "jwt", "cert"}

func newTallies() *tallies {
	const us, ms, s = time.Microsecond, time.Millisecond, time.Second
	t := &tallies{
		rtt:    status.NewHistogram(50*us, 100*us, 250*us, 500*us, ms, 5*ms, 25*ms, 100*ms, 250*ms, s, 10*s),
		logins: map[string]*status.Histogram{},
	}
	for _, method := range methods {
		t.logins[method] = status.NewHistogram(10*us, 100*us, ms, 10*ms, 50*ms, 100*ms, 250*ms, s)
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
