package transport

import (
	"errors"
	"time"

	"gnatsd/modules/config"
)

// Config is what users write.
type Config struct {
	_           struct{}    `group:"TLS"`
	TLS         Block       `conf:"tls" example:"{ cert_file: server.pem, key_file: server-key.pem }" reload:"new"`
	AllowNonTLS bool        `conf:"allow_non_tls" reload:"new"`
	Cluster     Peers       `conf:"cluster"` // the rest of this block is that of whoever speaks with routes
	Flags       FlagOptions `conf:"tls_flags"`
}

// Peers are the servers of a cluster.
type Peers struct {
	TLS Block `conf:"tls" group:"Cluster" example:"{ cert_file: n.pem, key_file: n-key.pem }" reload:"new"`
}

// FlagOptions are what the command line says about the connections of clients.
// One of them replaces all of the block but its timeout; an explicit false of the
// first switches TLS off, whatever the block and the others say.
type FlagOptions struct {
	On     config.Switch `conf:"on" flag:"tls"`
	Cert   string        `conf:"cert" flag:"tlscert" arg:"file"`
	Key    string        `conf:"key" flag:"tlskey" arg:"file"`
	CA     string        `conf:"ca" flag:"tlscacert" arg:"file"`
	Verify bool          `conf:"verify" flag:"tlsverify"`
}

// DefaultConfig secures nothing.
func DefaultConfig() Config { return Config{} }

// defaultHandshake is how long a handshake may take.
const defaultHandshake = 2 * time.Second

// Validate reports what can't work.
func (c *Config) Validate() error {
	if _, err := c.clients(); err != nil {
		return err
	}
	return errors.Join(
		config.Inside(c.TLS.check(forClients), "tls"),
		config.Inside(c.Cluster.TLS.check(forPeers), "cluster", "tls"),
	)
}

// clients returns what holds for clients: the block, or the flags instead.
func (c *Config) clients() (Block, error) {
	f := c.Flags
	if f.On.Given && !f.On.On {
		return Block{}, nil
	}
	if !f.On.On && f.Cert == "" && f.Key == "" && f.CA == "" && !f.Verify {
		return c.TLS, nil
	}
	b := Block{Given: true, CA: f.CA, Verify: f.Verify, Pairs: []Pair{{f.Cert, f.Key}}, Timeout: c.TLS.Timeout}
	switch {
	case f.Cert == "":
		return b, errors.New("TLS Server certificate must be present and valid")
	case f.Key == "":
		return b, errors.New("TLS Server private key must be present and valid")
	}
	return b, b.check(forClients)
}

var docs = map[string]string{
	"tls":              "How clients' connections are secured",
	"cluster.tls":      "How routes are secured; both sides show and verify certificates",
	"allow_non_tls":    "Serve clients without TLS beside those with it",
	"tls_flags.on":     "Enable TLS, do not verify clients; false switches it off",
	"tls_flags.cert":   "Server certificate file",
	"tls_flags.key":    "Private key for server certificate",
	"tls_flags.ca":     "Client certificate CA for verification",
	"tls_flags.verify": "Enable TLS, verify client certificates",
}

// Docs returns one sentence for each key.
func (Config) Docs() map[string]string { return docs }
