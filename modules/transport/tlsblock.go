package transport

import (
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"gnatsd/modules/config"
)

// A Block is a block "tls" as it was written.
type Block struct {
	Given     bool
	Pairs     []Pair
	CA        string
	Verify    bool
	Map       bool // verify_and_map
	Known     bool // verify_cert_and_check_known_urls
	Insecure  bool // peers that were dialed are not verified
	Timeout   time.Duration
	Suites    []uint16 // of TLS 1.2, nil: the default ones
	Curves    []tls.CurveID
	Minimum   uint16
	Pinned    map[string]bool // digests in hex and lower case
	First     bool            // handshake_first
	Fallback  time.Duration   // 0: none
	RateLimit int             // handshakes per second, 0: defaultRate, below: no limit
}

// A Pair is a certificate and its key.
type Pair struct{ Cert, Key string }

// usage is whom a block is for.
type usage int

const (
	forClients usage = iota
	forPeers
)

// fallbackDefault is how long handshake_first "auto" waits.
const fallbackDefault = 50 * time.Millisecond

// DecodeConfig reads the block from what a file says.
func (b *Block) DecodeConfig(value any) error {
	fields, ok := value.(map[string]any)
	if !ok {
		return errors.New("expected a block")
	}
	b.Given = true
	d := blockDecoder{block: b}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if err := d.decode(strings.ToLower(name), fields[name]); err != nil {
			return config.Inside(fmt.Errorf("error parsing tls config, %w", err), name)
		}
	}
	return d.finish()
}

// blockDecoder holds what only makes sense when all keys were seen.
type blockDecoder struct {
	block    *Block
	single   Pair
	insecure bool // allow_insecure_cipher_suites
}

func (d *blockDecoder) decode(name string, value any) (err error) {
	b := d.block
	switch name {
	case "cert_file":
		d.single.Cert, err = filename(name, value)
	case "key_file":
		d.single.Key, err = filename(name, value)
	case "ca_file":
		b.CA, err = filename(name, value)
	case "certs", "certificates":
		b.Pairs, err = pairs(value)
	case "verify":
		b.Verify, err = boolean(name, value)
	case "verify_and_map":
		b.Map, err = boolean(name, value)
	case "verify_cert_and_check_known_urls":
		b.Known, err = boolean(name, value)
	case "insecure":
		b.Insecure, err = boolean(name, value)
	case "allow_insecure_cipher_suites":
		d.insecure, err = boolean(name, value)
	case "timeout":
		b.Timeout, err = duration(value)
	case "cipher_suites":
		b.Suites, err = suites(value)
	case "curve_preferences":
		b.Curves, err = curves(value)
	case "min_version":
		b.Minimum, err = version(value)
	case "pinned_certs":
		b.Pinned, err = digests(value)
	case "handshake_first", "first", "immediate":
		b.First, b.Fallback, err = handshakeFirst(name, value)
	case "connection_rate_limit":
		b.RateLimit, err = count(value)
	case "ocsp_peer":
		if value != false {
			err = errors.New("this server does not have OCSP")
		}
	default:
		err = fmt.Errorf("unknown field %q", name)
	}
	return err
}

func (d *blockDecoder) finish() error {
	b := d.block
	if d.single != (Pair{}) {
		if b.Pairs != nil {
			return errors.New("error parsing tls config, cannot combine 'cert_file' option with 'certs' option")
		}
		b.Pairs = []Pair{d.single}
	}
	if bad := insecureOf(b.Suites); len(bad) > 0 && !d.insecure {
		return fmt.Errorf("insecure cipher suites configured without 'allow_insecure_cipher_suites' option set: %s",
			strings.Join(bad, ", "))
	}
	return nil
}

// check reports what can't work, and what would protect less than it looks.
func (b *Block) check(who usage) error {
	if !b.Given {
		return nil
	}
	if len(b.Pairs) == 0 {
		return errors.New("missing 'cert_file' in TLS configuration")
	}
	for _, p := range b.Pairs {
		switch {
		case p.Cert == "":
			return errors.New("missing 'cert_file' in TLS configuration")
		case p.Key == "":
			return errors.New("missing 'key_file' in TLS configuration")
		}
	}
	verifies := b.Verify || b.Map || b.Known || who == forPeers
	switch {
	case b.Timeout < 0:
		return fmt.Errorf("timeout must not be negative, not %v", b.Timeout)
	case b.Known && who == forClients:
		return errors.New("verify_cert_and_check_known_urls not supported in this context")
	case verifies && who == forClients && b.CA == "":
		return errors.New("verify needs a ca_file: everybody with a certificate of any public authority could come in")
	case len(b.Pinned) > 0 && !verifies:
		return errors.New("pinned_certs needs verify: without it no client shows a certificate")
	}
	return nil
}

func filename(name string, value any) (string, error) {
	text, ok := value.(string)
	if !ok || text == "" {
		return "", fmt.Errorf("expected '%s' to be filename", name)
	}
	return text, nil
}

func boolean(name string, value any) (bool, error) {
	b, ok := value.(bool)
	if !ok {
		return false, fmt.Errorf("expected '%s' to be a boolean", name)
	}
	return b, nil
}

func count(value any) (int, error) {
	switch v := value.(type) {
	case int64:
		return int(v), nil
	case float64:
		if v == float64(int(v)) {
			return int(v), nil
		}
	}
	return 0, errors.New("'connection_rate_limit' wrong type")
}

func duration(value any) (time.Duration, error) {
	switch v := value.(type) {
	case int64:
		return time.Duration(v) * time.Second, nil
	case float64:
		return time.Duration(v * float64(time.Second)), nil
	case string:
		if d, err := time.ParseDuration(v); err == nil {
			return d, nil
		}
	case time.Duration:
		return v, nil
	}
	return 0, errors.New("'timeout' wrong type")
}

func pairs(value any) ([]Pair, error) {
	items, ok := value.([]any)
	if !ok || len(items) == 0 {
		return nil, errors.New("'certs' must be a list of certificates with their keys")
	}
	var all []Pair
	for i, item := range items {
		var p Pair
		block, _ := item.(map[string]any)
		for name, v := range block {
			var err error
			switch strings.ToLower(name) {
			case "cert_file":
				p.Cert, err = filename(name, v)
			case "key_file":
				p.Key, err = filename(name, v)
			default:
				err = fmt.Errorf("unknown field %q", name)
			}
			if err != nil {
				return nil, config.Inside(err, strconv.Itoa(i), name)
			}
		}
		all = append(all, p)
	}
	return all, nil
}

func digests(value any) (map[string]bool, error) {
	items, ok := value.([]any)
	if !ok {
		items = []any{value}
	}
	all := map[string]bool{}
	for _, item := range items {
		text, _ := item.(string)
		raw, err := hex.DecodeString(text)
		if err != nil || len(raw) != 32 {
			return nil, fmt.Errorf("'pinned_certs' key %v does not look like hex-encoded sha256 of "+
				"DER encoded SubjectPublicKeyInfo", item)
		}
		all[hex.EncodeToString(raw)] = true
	}
	return all, nil
}

func handshakeFirst(name string, value any) (first bool, fallback time.Duration, err error) {
	switch v := value.(type) {
	case bool:
		return v, 0, nil
	case string:
		switch strings.ToLower(v) {
		case "on", "true":
			return true, 0, nil
		case "off", "false":
			return false, 0, nil
		case "auto", "auto_fallback":
			return true, fallbackDefault, nil
		}
		if d, err := time.ParseDuration(v); err == nil && d > 0 {
			return true, d, nil
		}
		return false, 0, fmt.Errorf("field %q's value %q is invalid", name, v)
	}
	return false, 0, fmt.Errorf("field %q should be a boolean or a string, got %T", name, value)
}
