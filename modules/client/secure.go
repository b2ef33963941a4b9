package client

import (
	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/wire"
)

// greet says INFO and secures the stream, in the order that was configured
// (protocol §17). It reports whether the party may go on.
func (p *Protocol) greet(c *party, conn kernel.Conn) bool {
	profile := c.profile
	if profile == nil {
		c.link.Send(p.appendInfo(nil, c, ""))
		return true
	}
	s, ok := conn.(kernel.Securable)
	if !ok {
		c.log().Error("Connection cannot be secured")
		c.link.Close(kernel.TLSHandshakeFailure)
		return false
	}
	if !profile.Admit() {
		p.crowd.refused[ofHandshakes].Add(1)
		c.link.Say(wire.AppendErr(nil, "Connection throttling is active. Please try again later."),
			kernel.MaxConnectionsExceeded)
		return false
	}
	first := profile.First && begins(s, profile)
	c.first = first
	if !first {
		c.link.Send(p.appendInfo(nil, c, ""))
		if profile.Optional {
			if b, ok := s.Peek(profile.Timeout); !ok || b != kernel.Handshake {
				return true
			}
		}
	}
	if !secure(c, s, profile) {
		return false
	}
	if first {
		c.link.Send(p.appendInfo(nil, c, ""))
	}
	return true
}

// begins reports whether the handshake is the first thing that happens.
func begins(s kernel.Securable, profile *kernel.Profile) bool {
	if profile.Fallback == 0 {
		return true
	}
	_, ok := s.Peek(profile.Fallback)
	return ok
}

func secure(p *party, s kernel.Securable, profile *kernel.Profile) bool {
	if queued, _, _ := p.link.Pending(); queued > 0 {
		p.debug("Connection takes no INFO")
		p.link.Close(kernel.TLSHandshakeFailure)
		return false
	}
	err := s.Secure(profile, kernel.AsServer, "")
	if err != nil {
		p.debug("Connection not secured", zap.String("event", "tls_handshake_failed"), zap.Error(err))
		p.link.Close(kernel.TLSHandshakeFailure)
		return false
	}
	p.secured = true
	return true
}

// appendTLS says what the party must or may do about TLS.
func (p *Protocol) appendTLS(b []byte, c *party) []byte {
	profile := c.profile
	if profile == nil {
		return b
	}
	if profile.Verify {
		b = append(b, `,"tls_verify":true`...)
	}
	// Inside of TLS it is required: there is no way back.
	if profile.Optional && !c.secured && !(profile.First && profile.Fallback == 0) {
		return append(b, `,"tls_available":true`...)
	}
	b = append(b, `,"tls_required":true`...)
	if profile.Optional {
		b = append(b, `,"tls_available":true`...)
	}
	return b
}
