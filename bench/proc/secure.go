package proc

import (
	"crypto/tls"
	"fmt"

	"gnatsd/test/certs"
)

// Secured returns the same server, asking for TLS on its port with a certificate made for the run. It is for NATS
// servers, which take the same flags.
func (s Server) Secured() Server {
	s.secured = true
	return s
}

// secure makes a certificate in the process's folder, for the server to show and the load to trust.
func (p *Process) secure() (arguments []string, err error) {
	authority, err := certs.New(p.folder, "bench")
	if err != nil {
		return nil, fmt.Errorf("making an authority: %w", err)
	}
	files, err := authority.Issue("server", certs.Wish{})
	if err != nil {
		return nil, fmt.Errorf("making a certificate: %w", err)
	}
	p.trust = &tls.Config{RootCAs: authority.Pool(), ServerName: "localhost"}
	return []string{"--tls", "--tlscert", files.Cert, "--tlskey", files.Key}, nil
}
