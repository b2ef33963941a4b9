package client

import (
	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

// Facts are what the page about the whole server says of clients.
type Facts struct{ protocol *Protocol }

// NewFacts returns the facts of a protocol.
func NewFacts(p *Protocol) *Facts { return &Facts{p} }

// Fill adds them.
func (f *Facts) Fill(s *status.Server) {
	p := f.protocol
	c := p.config()
	s.Host, s.Addr, s.Port = c.Host, c.Host, c.Port
	if p.port != 0 {
		s.Port = p.port
	}
	s.AuthRequired = p.auth.Required(kernel.KindClient)
	s.MaxConnections, s.MaxSubscriptions = c.MaxConnections, c.MaxSubscriptions
	s.PingInterval, s.PingMax = c.PingInterval, c.PingMax
	s.AuthTimeout, s.TLSTimeout = defaultLogin.Seconds(), defaultLogin.Seconds()
	if t := kernel.TermsOf(p.auth, kernel.KindClient).Timeout; t > 0 {
		s.AuthTimeout = t.Seconds()
	}
	if profile := kernel.ProfileOf(p.security, "client"); profile != nil {
		s.TLSRequired, s.TLSVerify, s.TLSTimeout = !profile.Optional, profile.Verify, profile.Timeout.Seconds()
		if shown := profile.Accept().Certificates; len(shown) > 0 && shown[0].Leaf != nil {
			s.CertNotAfter = &shown[0].Leaf.NotAfter
		}
	}
	s.MaxControlLine, s.MaxPayload, s.MaxPending = c.MaxControlLine, c.MaxPayload, c.MaxPending
	s.WriteDeadline = c.WriteDeadline
	p.mu.Lock()
	s.TotalConnections = p.total
	p.mu.Unlock()
	closed := p.closed.counts()
	s.SlowStats.Clients = int64(closed[kernel.SlowConsumerPending] + closed[kernel.SlowConsumerDeadline])
	s.StaleStats.Clients = int64(closed[kernel.StaleConnection])
	s.SlowConsumers += s.SlowStats.Clients
	s.StaleConnections += s.StaleStats.Clients
}

var _ status.Source = (*Facts)(nil)
