package test

// Goal: the keys of the tls block that choose certificates, suites and curves do
// what they say. Method: handshakes that show it.

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"

	"gnatsd/test/certs"
	"gnatsd/test/harness"
)

// pin is what pinned_certs has of a certificate.
func pin(t testing.TB, files certs.Files) string {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(files.Cert, files.Key)
	must(t, err)
	sum := sha256.Sum256(pair.Leaf.RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:])
}

// hello does a handshake and asks for a PONG through it.
func hello(t testing.TB, s *harness.Server, config *tls.Config) (*tls.ConnectionState, error) {
	t.Helper()
	conn := tls.Client(afterInfo(t, s), config)
	if err := conn.Handshake(); err != nil {
		return nil, err
	}
	if _, err := conn.Write([]byte("CONNECT {\"verbose\":false}\r\nPING\r\n")); err != nil {
		return nil, err
	}
	if _, err := conn.Read(make([]byte, 16)); err != nil {
		return nil, err
	}
	state := conn.ConnectionState()
	return &state, nil
}

func TestTLSPinnedCertificates(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	other, err := p.authority.Issue("other", certs.Wish{Client: true})
	must(t, err)
	s := configured(t, p.config(t, fmt.Sprintf(`"verify": true, "pinned_certs": [%q]`, pin(t, p.client)), ``))
	for name, c := range map[string]struct {
		files certs.Files
		ok    bool
	}{"pinned": {p.client, true}, "of the same authority": {other, false}} {
		pair, err := tls.LoadX509KeyPair(c.files.Cert, c.files.Key)
		must(t, err)
		_, err = hello(t, s, &tls.Config{
			RootCAs: p.authority.Pool(), ServerName: "localhost", Certificates: []tls.Certificate{pair},
		})
		if (err == nil) != c.ok {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// Of several certificates the one of the name that was asked for is shown.
func TestTLSCertificatesByName(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	second, err := p.authority.Issue("second", certs.Wish{DNS: []string{"second.example.com"}})
	must(t, err)
	list, err := json.Marshal([]map[string]string{
		{"cert_file": p.server.Cert, "key_file": p.server.Key}, {"cert_file": second.Cert, "key_file": second.Key},
	})
	must(t, err)
	s := configured(t, `{"tls": {"certs": `+string(list)+`}}`)
	for asked, want := range map[string]string{"localhost": "server", "second.example.com": "second"} {
		state, err := hello(t, s, &tls.Config{RootCAs: p.authority.Pool(), ServerName: asked})
		if err != nil {
			t.Errorf("%s: %v", asked, err)
		} else if got := state.PeerCertificates[0].Subject.CommonName; got != want {
			t.Errorf("%s: the certificate of %s", asked, got)
		}
	}
}

func TestTLSSuitesAndCurves(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	const chacha, aes = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305", tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
	for name, c := range map[string]struct {
		block  string
		client *tls.Config
		ok     bool
	}{
		"a suite in its old spelling": {
			`"cipher_suites": ["` + chacha + `"]`, &tls.Config{MaxVersion: tls.VersionTLS12}, true,
		},
		"a suite that is not on the list": {
			`"cipher_suites": ["` + chacha + `"]`,
			&tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{aes}}, false,
		},
		"CBC where it was asked for": {
			`"cipher_suites": ["TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"]`, &tls.Config{
				MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA},
			}, true,
		},
		"a curve": {`"curve_preferences": ["CurveP256"]`, &tls.Config{}, true},
		"a curve of the client": {
			`"curve_preferences": ["CurveP256"]`, &tls.Config{CurvePreferences: []tls.CurveID{tls.X25519}}, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := configured(t, p.config(t, c.block, ``))
			config := c.client.Clone()
			config.RootCAs, config.ServerName = p.authority.Pool(), "localhost"
			if _, err := hello(t, s, config); (err == nil) != c.ok {
				t.Errorf("error %v", err)
			}
		})
	}
}

// What the command line says replaces all of the block.
func TestTLSFlagsReplaceTheBlock(t *testing.T) {
	t.Parallel()
	p, other := newPKI(t), newPKI(t)
	s := configured(t, other.config(t, `"min_version": "1.3"`, ``),
		"--tlsverify", "--tlscert", p.server.Cert, "--tlskey", p.server.Key, "--tlscacert", p.authority.File())
	pair, err := tls.LoadX509KeyPair(p.client.Cert, p.client.Key)
	must(t, err)
	config := &tls.Config{RootCAs: p.authority.Pool(), ServerName: "localhost", MaxVersion: tls.VersionTLS12}
	if _, err := hello(t, s, config); err == nil {
		t.Error("a client without a certificate is served")
	}
	config.Certificates = []tls.Certificate{pair}
	if _, err := hello(t, s, config); err != nil {
		t.Error(err)
	}
}
