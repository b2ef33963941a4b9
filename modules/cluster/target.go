package cluster

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	"gnatsd/modules/cluster/address"
)

// A target is an address that is dialed: by configuration, for ever, or because
// a peer told of it or was lost.
type target struct {
	address        string // host:port
	other          string // what the server itself says is its address, empty if it is the same
	user, password string
	explicit       bool
	route          string // the URL it was configured with
	dropped        bool   // is not configured any more
	self           bool   // leads back to this server
	id             string // of the server found behind it, empty if not known
	lost           bool   // there was a route to it

	busy    bool      // being dialed, or its link is open
	next    time.Time // when to dial, zero: not waiting
	failed  int       // attempts since the last success
	failure error     // of the last attempt
	born    time.Time // of an implicit one
}

const (
	dialTimeout = time.Second
	retryDelay  = time.Second
	jitter      = 100 * time.Millisecond
	// hurry is how long, at most, a lost server of our kind is waited for by who
	// had dialed it.
	hurry      = 20 * time.Millisecond
	backoffMax = 30 * time.Second
	// toldMax is the longest wait for a server that others tell of and that was
	// never reached: it is there, and only the way to it is not.
	toldMax = 8 * time.Second
	// oldProtocolDelay is how long a server of the 1.x protocol is left alone.
	oldProtocolDelay = 30 * time.Second
	// lostPace is how long a lost peer is looked for every second, and memory how
	// long a peer that is not configured is looked for at all.
	lostPace = 300
	memory   = time.Hour
	// reportEvery is how many failed attempts pass between two errors in the log.
	reportEvery = 3600
)

// named reports whether the target has a name, which may have other addresses by
// the next attempt.
func (t *target) named() bool {
	_, err := netip.ParseAddr(t.host())
	return err != nil
}

// host returns the host of a target's address.
func (t *target) host() string {
	host, _, _ := net.SplitHostPort(t.address) // parseRoute has split it
	return host
}

// resolve looks up a name anew at each attempt and takes one of its addresses
// that are not this server's own.
func (t *target) resolve(ctx context.Context, own map[string]bool) (string, error) {
	if !t.named() {
		return t.address, nil
	}
	return address.Resolve(ctx, t.address, own)
}

// target returns where others reach the peer that said i: at the address in url,
// which is the one its connections come from, or at its own.
func (i *info) target(url string) (*target, error) {
	t, err := parseRoute(url)
	if err != nil {
		return nil, err
	}
	if own := net.JoinHostPort(i.Host, strconv.Itoa(i.Port)); !unspecified(i.Host) && own != t.address {
		t.other = own
	}
	return t, nil
}

// swap takes the other address of a target and reports whether there is one.
func (t *target) swap() bool {
	if t.other == "" {
		return false
	}
	t.address, t.other = t.other, t.address
	return true
}

// retry says how long to wait after a failed attempt.
func (t *target) retry(c *Settings) time.Duration {
	steady, longest := c.ConnectRetries, toldMax
	switch {
	case t.explicit && !c.ConnectBackoff:
		return retryDelay
	case t.explicit:
		steady, longest = 1, backoffMax
	case t.lost:
		steady, longest = lostPace, backoffMax
	}
	d := retryDelay
	for i := steady; i < t.failed && d < longest; i++ {
		d *= 2
	}
	return min(d, longest)
}

// parseRoute reads the URL of a route. Its scheme means nothing (cluster §10.2).
func parseRoute(text string) (*target, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, err
	}
	if _, port, err := net.SplitHostPort(u.Host); err != nil || port == "" {
		return nil, &net.AddrError{Err: "missing port in address", Addr: u.Host}
	}
	t := &target{address: u.Host}
	if u.User != nil {
		t.user = u.User.Username()
		t.password, _ = u.User.Password()
	}
	return t, nil
}
