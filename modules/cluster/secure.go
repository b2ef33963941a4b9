package cluster

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/netip"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

// profile returns how routes are secured, nil if they are not.
func (c *Cluster) profile() *kernel.Profile { return kernel.ProfileOf(c.deps.Security, "route") }

var (
	errNotSecurable = errors.New("this transport cannot be secured")
	errTooMany      = errors.New("too many handshakes at once")
	errUnknownURL   = errors.New("the certificate is for no host among the configured routes")
)

// secure does the handshake, which comes before everything else (cluster §10.2).
// It reports whether the stream was secured, which it is not where nothing is
// configured.
func (g *greeter) secure(conn kernel.Conn) (secured bool, err error) {
	profile := g.cluster.profile()
	if profile == nil {
		return false, nil
	}
	s, ok := conn.(kernel.Securable)
	if !ok {
		return false, errNotSecurable
	}
	if g.target != nil {
		return true, s.Secure(profile, kernel.AsClient, g.name)
	}
	if !profile.Admit() {
		return false, errTooMany
	}
	if err := s.Secure(profile, kernel.AsServer, ""); err != nil {
		return false, err
	}
	if profile.Known && !g.known(s.TLS()) {
		return false, errUnknownURL
	}
	return true, nil
}

// known reports whether the certificate of a server that came is for a host that
// is configured.
func (g *greeter) known(state *tls.ConnectionState) bool {
	for _, host := range *g.cluster.hosts.Load() {
		if state.PeerCertificates[0].VerifyHostname(host) == nil {
			return true
		}
	}
	return false
}

// unsecured ends a stream that could not be secured.
func (g *greeter) unsecured(l *kernel.Link, err error) {
	l.Close(kernel.TLSHandshakeFailure)
	if g.target == nil {
		g.cluster.log.Error("TLS route handshake error", zap.Stringer("remote", l.Remote()), zap.Uint64("rid", l.ID),
			zap.Error(err))
		return
	}
	g.cluster.fail(g.target, fmt.Errorf("securing the route: %w", err))
}

// hostsOf returns the hosts of routes.
func hostsOf(routes []string) *[]string {
	hosts := []string{}
	for _, route := range routes {
		if t, err := parseRoute(route); err == nil {
			hosts = append(hosts, t.host())
		}
	}
	return &hosts
}

// serverName returns what the certificate of the server behind a target must be
// for: its host, or, as gossip tells of addresses only, the first name that is
// configured.
func (c *Cluster) serverName(t *target) string {
	if t.named() {
		return t.host()
	}
	for _, configured := range *c.hosts.Load() {
		if _, err := netip.ParseAddr(configured); err != nil {
			return configured
		}
	}
	return t.host()
}
