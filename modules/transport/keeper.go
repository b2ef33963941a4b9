package transport

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

// A keeper keeps the certificates of one block up to date. Those in force are
// replaced as a whole, and only by what has been found to work.
type keeper struct {
	name    string // for logs
	block   Block
	who     usage
	log     *zap.Logger
	files   map[string]stamp // as of the last attempt to load; used by one goroutine at a time
	warned  time.Time        // when it was last warned about the end of a certificate; the same goroutine's
	current atomic.Pointer[material]
	rate    rate
}

// material is what one loading has brought. It never changes.
type material struct {
	accept, connect *tls.Config
	expires         time.Time // of the certificate that expires first
}

// A stamp tells whether a file has changed.
type stamp struct {
	modified time.Time
	size     int64
}

// expiryWarning is how long before its end a certificate is warned about.
const (
	expiryWarning = 30 * 24 * time.Hour
	warnEvery     = 24 * time.Hour
)

func newKeeper(name string, b Block, who usage, log *zap.Logger) (*keeper, error) {
	k := &keeper{name: name, block: b, who: who, log: log}
	k.rate.perSecond = defaultRate
	if b.RateLimit != 0 {
		k.rate.perSecond = b.RateLimit
	}
	k.files = k.stamps()
	return k, k.load()
}

// load reads all files and puts them in force, or leaves what is in force.
func (k *keeper) load() error {
	m := &material{}
	base := &tls.Config{
		MinVersion:       max(k.block.Minimum, tls.VersionTLS12),
		CipherSuites:     defaultSuites,
		CurvePreferences: k.block.Curves,
		// Records of full size at once: what is written is gathered before.
		DynamicRecordSizingDisabled: true,
	}
	if k.block.Suites != nil {
		base.CipherSuites = k.block.Suites
	}
	for _, p := range k.block.Pairs {
		pair, err := tls.LoadX509KeyPair(p.Cert, p.Key)
		if err := usable(p, pair, err); err != nil {
			return err
		}
		base.Certificates = append(base.Certificates, pair)
		if m.expires.IsZero() || pair.Leaf.NotAfter.Before(m.expires) {
			m.expires = pair.Leaf.NotAfter
		}
	}
	var authorities *x509.CertPool
	if k.block.CA != "" {
		text, err := os.ReadFile(k.block.CA)
		if err != nil {
			return fmt.Errorf("reading ca_file: %w", err)
		}
		authorities = x509.NewCertPool()
		if !authorities.AppendCertsFromPEM(text) {
			return fmt.Errorf("failed to parse root ca certificate: %s has none", k.block.CA)
		}
	}
	m.accept, m.connect = base, base.Clone()
	if k.verifies() {
		m.accept.ClientCAs, m.accept.ClientAuth = authorities, tls.RequireAndVerifyClientCert
	}
	m.connect.RootCAs = authorities
	m.connect.InsecureSkipVerify = k.block.Insecure //nolint:gosec // asked for by its name, and warned about
	k.current.Store(m)
	k.warnOfEnd(time.Now())
	k.warn()
	return nil
}

// usable says what is wrong with a pair, if anything is. One that has expired
// would be refused by every client that looks.
func usable(p Pair, pair tls.Certificate, err error) error {
	const parsing = "error parsing X509 certificate/key pair"
	var path *fs.PathError // which names the file already
	switch {
	case errors.As(err, &path):
		return fmt.Errorf(parsing+": %w", err)
	case err != nil:
		return fmt.Errorf(parsing+": %s and %s: %w", p.Cert, p.Key, err)
	case time.Now().After(pair.Leaf.NotAfter):
		return fmt.Errorf("certificate %s has expired, it was good until %s", p.Cert, pair.Leaf.NotAfter.Format(time.RFC3339))
	}
	return nil
}

// verifies says whether peers must show a certificate: those of servers always.
func (k *keeper) verifies() bool {
	return k.block.Verify || k.block.Map || k.block.Known || k.who == forPeers
}

// warnOfEnd tells that a certificate expires soon, when it is loaded and then
// once a day.
func (k *keeper) warnOfEnd(now time.Time) {
	end := k.current.Load().expires
	if end.Sub(now) < expiryWarning && now.Sub(k.warned) >= warnEvery {
		k.warned = now
		k.log.Warn("A certificate expires soon or is expired", zap.String("tls", k.name), zap.Time("expires", end))
	}
}

func (k *keeper) warn() {
	if k.block.Insecure {
		k.log.Warn("TLS certificate chain and hostname of solicited routes will not be verified. " +
			"DO NOT USE IN PRODUCTION!")
	}
	if bad := insecureOf(k.block.Suites); len(bad) > 0 {
		k.log.Warn("Insecure cipher suites are in use", zap.Strings("suites", bad))
	}
}

// stamps looks at the files without reading them.
func (k *keeper) stamps() map[string]stamp {
	found := map[string]stamp{}
	look := func(path string) {
		if path == "" {
			return
		}
		if info, err := os.Stat(path); err == nil {
			found[path] = stamp{info.ModTime(), info.Size()}
		}
	}
	for _, p := range k.block.Pairs {
		look(p.Cert)
		look(p.Key)
	}
	look(k.block.CA)
	return found
}

// refresh loads again if a file has changed since the last attempt. A pair that
// is being replaced does not match for a moment: it is tried again when the next
// file has changed.
func (k *keeper) refresh() {
	k.warnOfEnd(time.Now())
	now := k.stamps()
	changed := len(now) != len(k.files)
	for path, s := range now {
		changed = changed || k.files[path] != s
	}
	if !changed {
		return
	}
	k.files, k.warned = now, time.Time{}
	if err := k.load(); err != nil {
		k.log.Error("Certificates have changed and are not usable, the old ones stay", zap.String("tls",
			k.name), zap.Error(err))
		return
	}
	k.log.Info("Certificates loaded again", zap.String("tls", k.name),
		zap.Time("expires", k.current.Load().expires))
}

// profile is what doors are given.
func (k *keeper) profile(optional bool) *kernel.Profile {
	timeout := k.block.Timeout
	if timeout == 0 {
		timeout = defaultHandshake
	}
	return &kernel.Profile{
		Accept:   func() *tls.Config { return k.current.Load().accept },
		Connect:  func() *tls.Config { return k.current.Load().connect },
		Admit:    func() bool { return k.rate.admit(time.Now()) },
		Check:    k.check,
		Timeout:  timeout,
		Optional: optional,
		Verify:   k.verifies(),
		Names:    k.block.Map,
		Known:    k.block.Known,
		First:    k.block.First,
		Fallback: k.block.Fallback,
	}
}

var errNotPinned = errors.New("certificate not pinned")

// check refuses a peer whose key is not pinned.
func (k *keeper) check(state *tls.ConnectionState) error {
	if len(k.block.Pinned) == 0 {
		return nil
	}
	if len(state.PeerCertificates) == 0 {
		return errNotPinned
	}
	sum := sha256.Sum256(state.PeerCertificates[0].RawSubjectPublicKeyInfo)
	if !k.block.Pinned[hex.EncodeToString(sum[:])] {
		return errNotPinned
	}
	return nil
}
