package kernel

import (
	"crypto/tls"
	"crypto/x509"
	"time"
)

// Security says how the streams of a door are secured. It is asked by the name
// of the door and answers nil for one whose streams are not.
type Security interface {
	Profile(door string) *Profile
}

// A Profile is how streams are secured with TLS. It never changes; what Accept
// and Connect return follows the certificates.
type Profile struct {
	Accept  func() *tls.Config // for streams that were accepted
	Connect func() *tls.Config // for streams that were dialed, without a server's name; nil: like Accept's certificates
	Admit   func() bool        // whether one more handshake may begin now
	Check   func(*tls.ConnectionState) error
	Done    func(state *tls.ConnectionState, err error) // told of each handshake at its end; nil: nobody wants to know

	Timeout  time.Duration // for a handshake
	Optional bool          // streams in clear are served too
	Verify   bool          // peers must show a certificate
	Names    bool          // the certificate says who the peer is
	Known    bool          // the certificate must be for a host that is configured
	First    bool          // the handshake comes before everything else
	Fallback time.Duration // with First: how long to wait for a handshake before speaking in clear, 0: for ever
}

// ProfileOf asks a Security that may be missing.
func ProfileOf(s Security, door string) *Profile {
	if s == nil {
		return nil
	}
	return s.Profile(door)
}

// CertificatesName reports whether certificates say who the parties of a door
// are.
func CertificatesName(s Security, door string) bool {
	p := ProfileOf(s, door)
	return p != nil && p.Names
}

// A Securable is a Conn that can be secured. Its methods are called on the
// goroutine of the stream, in Protocol.Open, and wait.
type Securable interface {
	Conn
	// Peek waits for the first byte of the peer and leaves it to be read. It
	// reports false if none came in time or the stream ended.
	Peek(wait time.Duration) (first byte, ok bool)
	// Secure does the handshake: as the server, or as the client of the server of
	// that name. Nothing may be queued for the stream.
	Secure(p *Profile, as Role, name string) error
	// TLS returns the state of the secured stream, nil if it is none.
	TLS() *tls.ConnectionState
}

// A Role is a side of a handshake.
type Role bool

// The roles.
const (
	AsServer Role = false
	AsClient Role = true
)

// Handshake is the type of the record that begins a handshake, and the first
// byte of a stream that begins with one.
const Handshake = 0x16

// stateOf returns how a stream is secured, nil for not at all.
func stateOf(c Conn) *tls.ConnectionState {
	if s, ok := c.(Securable); ok {
		return s.TLS()
	}
	return nil
}

// CertificateOf returns what the peer of a stream has shown, nil for nothing.
func CertificateOf(c Conn) *x509.Certificate {
	state := stateOf(c)
	if state == nil || len(state.PeerCertificates) == 0 {
		return nil
	}
	return state.PeerCertificates[0]
}
