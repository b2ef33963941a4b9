package transport

import (
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
)

// defaultSuites are those of TLS 1.2 that authenticate what they encrypt. The
// suites of TLS 1.3 are no choice.
var defaultSuites = []uint16{
	tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
	tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
}

func suites(value any) ([]uint16, error) {
	names, err := words("cipher_suites", value)
	if err != nil {
		return nil, err
	}
	var ids []uint16
	for _, name := range names {
		id, ok := suite(name)
		if !ok {
			return nil, fmt.Errorf("unrecognized cipher %s", name)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// suite knows the names of Go, and how older servers wrote two of them.
func suite(name string) (uint16, bool) {
	for _, all := range [][]*tls.CipherSuite{tls.CipherSuites(), tls.InsecureCipherSuites()} {
		for _, s := range all {
			if s.Name == name || (strings.HasSuffix(name, "_POLY1305") && s.Name == name+"_SHA256") {
				return s.ID, true
			}
		}
	}
	return 0, false
}

func insecureOf(ids []uint16) (names []string) {
	for _, s := range tls.InsecureCipherSuites() {
		for _, id := range ids {
			if s.ID == id {
				names = append(names, s.Name)
			}
		}
	}
	return names
}

var curveNames = map[string]tls.CurveID{
	"CurveP256": tls.CurveP256, "CurveP384": tls.CurveP384, "CurveP521": tls.CurveP521, "X25519": tls.X25519,
	"X25519MLKEM768": tls.X25519MLKEM768, "SecP256r1MLKEM768": tls.SecP256r1MLKEM768,
	"SecP384r1MLKEM1024": tls.SecP384r1MLKEM1024,
}

func curves(value any) ([]tls.CurveID, error) {
	names, err := words("curve_preferences", value)
	if err != nil {
		return nil, err
	}
	var ids []tls.CurveID
	for _, name := range names {
		id, ok := curveNames[name]
		if !ok {
			return nil, fmt.Errorf("unrecognized curve preference %s", name)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func version(value any) (uint16, error) {
	text, ok := value.(string)
	if !ok {
		return 0, fmt.Errorf("'min_version' wrong type: %v", value)
	}
	switch text {
	case "1.2":
		return tls.VersionTLS12, nil
	case "1.3":
		return tls.VersionTLS13, nil
	case "1.0", "1.1":
		return 0, fmt.Errorf("unsupported TLS version: TLS %s", text)
	}
	return 0, fmt.Errorf("unknown version: %s", text)
}

// words reads a list of names that must not be empty.
func words(key string, value any) ([]string, error) {
	items, ok := value.([]any)
	if !ok {
		items = []any{value}
	}
	if len(items) == 0 {
		return nil, fmt.Errorf("'%s' cannot be empty", key)
	}
	var names []string
	for _, item := range items {
		name, ok := item.(string)
		if !ok {
			return nil, errors.New("expected '" + key + "' to be a list of names")
		}
		names = append(names, name)
	}
	return names, nil
}
