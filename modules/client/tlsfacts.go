package client

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
)

// A Certificate is what monitoring shows of one that a client has shown.
type Certificate struct {
	Subject string `json:"subject"`
	KeyHash string `json:"spki_sha256"`
	Hash    string `json:"cert_sha256"`
}

// TLSFacts are what monitoring shows of a secured connection.
type TLSFacts struct {
	Version string        `json:"tls_version,omitempty"`
	Cipher  string        `json:"tls_cipher_suite,omitempty"`
	Certs   []Certificate `json:"tls_peer_certs,omitempty"`
	First   bool          `json:"tls_first,omitempty"`
}

var tlsVersions = map[uint16]string{
	tls.VersionTLS10: "1.0", tls.VersionTLS11: "1.1", tls.VersionTLS12: "1.2", tls.VersionTLS13: "1.3",
}

// tlsFacts describes how a connection is secured, nil for not at all.
func (p *party) tlsFacts() *TLSFacts {
	state := p.link.TLS()
	if state == nil {
		return nil
	}
	version := tlsVersions[state.Version]
	if version == "" {
		version = fmt.Sprintf("Unknown [%#x]", state.Version)
	}
	return &TLSFacts{Version: version, Cipher: tls.CipherSuiteName(state.CipherSuite), First: p.first}
}

// certificates describes those that the client has shown.
func (p *party) certificates() []Certificate {
	state := p.link.TLS()
	if state == nil {
		return nil
	}
	var all []Certificate
	for _, c := range state.PeerCertificates {
		all = append(all, certificate(c))
	}
	return all
}

func certificate(c *x509.Certificate) Certificate {
	key, whole := sha256.Sum256(c.RawSubjectPublicKeyInfo), sha256.Sum256(c.Raw)
	return Certificate{c.Subject.String(), hex.EncodeToString(key[:]), hex.EncodeToString(whole[:])}
}
