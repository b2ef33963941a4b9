package monitor

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
)

// authorities reads those that must have signed the certificates of who asks, nil
// if none are asked for.
func (c Access) authorities() (*x509.CertPool, error) {
	if c.CAFile == "" {
		return nil, nil //nolint:nilnil // no pool is what to ask nobody means
	}
	text, err := os.ReadFile(c.CAFile)
	if err != nil {
		return nil, fmt.Errorf("monitor.ca_file: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, errors.New("monitor.ca_file: no certificate in " + c.CAFile)
	}
	return pool, nil
}

// forServer is the configuration for HTTPS, with the certificates of each moment:
// those that clients see. Whoever asks shows a certificate only where there are
// authorities for it, never the clients'; probes, if they are open, without one.
// HTTP/2 is not offered.
func forServer(clients func() *tls.Config, authorities *x509.CertPool, probes bool) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			c := clients().Clone()
			c.NextProtos = nil
			c.ClientAuth, c.ClientCAs = tls.NoClientCert, authorities
			if authorities == nil {
				return c, nil
			}
			// What was verified for another port is not resumed here.
			c.SessionTicketsDisabled, c.VerifyPeerCertificate, c.VerifyConnection = true, nil, nil
			c.ClientAuth = tls.RequireAndVerifyClientCert
			if probes {
				c.ClientAuth = tls.VerifyClientCertIfGiven
			}
			return c, nil
		},
	}
}

// shown returns the verified certificate of who asks, nil for none.
func shown(r *http.Request) *x509.Certificate {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil
	}
	return r.TLS.VerifiedChains[0][0]
}

// isFor reports whether a certificate is for somebody: by its common name, or by
// a name or address of mail in it.
func isFor(c *x509.Certificate, name string) bool {
	if c == nil || name == "" {
		return false
	}
	all := append([]string{c.Subject.CommonName}, c.DNSNames...)
	for _, has := range append(all, c.EmailAddresses...) {
		if has == name {
			return true
		}
	}
	return false
}
