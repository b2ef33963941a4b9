package transport

// Goal: every key of a tls block means what it should, and what would protect
// less than it looks is an error. Method: texts in the NATS configuration
// language.

import (
	"crypto/tls"
	"strings"
	"testing"
	"time"

	"gnatsd/modules/config"
	"gnatsd/modules/config/natsconf"
)

func load(t testing.TB, text string) (Config, error) {
	t.Helper()
	tree, err := natsconf.Parse("test.conf", []byte(text), natsconf.Options{})
	if err != nil {
		t.Fatalf("parsing %q: %v", text, err)
	}
	schema, err := config.NewSchema([]config.Section{{Name: "tls", Default: DefaultConfig()}})
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := config.Load(schema, nil, "test.conf", config.Document{Values: tree.Plain()})
	if err != nil {
		return Config{}, err
	}
	return loaded.Section("tls").(Config), nil
}

func TestBlockErrors(t *testing.T) {
	t.Parallel()
	const pair = "cert_file: a, key_file: b, "
	for _, c := range []struct{ name, text, want string }{
		{"empty", "tls {}", "missing 'cert_file' in TLS configuration"},
		{"no key", "tls { cert_file: a }", "missing 'key_file' in TLS configuration"},
		{"no certificate", "tls { key_file: a }", "missing 'cert_file' in TLS configuration"},
		{"no block", "tls: true", "expected a block"},
		{"unknown key", "tls { " + pair + " cert: x }", `error parsing tls config, unknown field "cert"`},
		{"file of a wrong type", "tls { cert_file: 1 }", "expected 'cert_file' to be filename"},
		{"boolean of a wrong type", "tls { " + pair + " verify: 1 }", "expected 'verify' to be a boolean"},
		{"verify without authority", "tls { " + pair + " verify: true }", "verify needs a ca_file"},
		{"map without authority", "tls { " + pair + " verify_and_map: true }", "verify needs a ca_file"},
		{
			"known urls for clients", "tls { " + pair + " ca_file: c, verify_cert_and_check_known_urls: true }",
			"verify_cert_and_check_known_urls not supported in this context",
		},
		{
			"pinned and not verified", "tls { " + pair + " pinned_certs: [" + strings.Repeat("a", 64) + "] }",
			"pinned_certs needs verify",
		},
		{"bad pin", "tls { " + pair + " pinned_certs: [zz] }", "key zz does not look like hex-encoded sha256"},
		{"no ciphers", "tls { " + pair + " cipher_suites: [] }", "'cipher_suites' cannot be empty"},
		{"unknown cipher", "tls { " + pair + " cipher_suites: [FOO] }", "unrecognized cipher FOO"},
		{
			"insecure cipher", "tls { " + pair + " cipher_suites: [TLS_RSA_WITH_RC4_128_SHA] }",
			"insecure cipher suites configured without 'allow_insecure_cipher_suites' option set: TLS_RSA_WITH_RC4_128_SHA",
		},
		{"no curves", "tls { " + pair + " curve_preferences: [] }", "'curve_preferences' cannot be empty"},
		{"unknown curve", "tls { " + pair + " curve_preferences: [P256] }", "unrecognized curve preference P256"},
		{"old version", `tls { ` + pair + ` min_version: "1.1" }`, "unsupported TLS version: TLS 1.1"},
		{"unknown version", `tls { ` + pair + ` min_version: "1.4" }`, "unknown version: 1.4"},
		{"version as a number", `tls { ` + pair + ` min_version: 1.3 }`, "'min_version' wrong type: 1.3"},
		{
			"bad first", `tls { ` + pair + ` handshake_first: bogus }`,
			`field "handshake_first"'s value "bogus" is invalid`,
		},
		{"first of a wrong type", `tls { ` + pair + ` first: 1 }`, `field "first" should be a boolean or a string`},
		{"timeout of a wrong type", `tls { ` + pair + ` timeout: soon }`, "'timeout' wrong type"},
		{"timeout below zero", `tls { ` + pair + ` timeout: -1 }`, "must not be negative"},
		{
			"pair and pairs", `tls { ` + pair + ` certs: [ {cert_file: a, key_file: b} ] }`,
			"cannot combine 'cert_file' option",
		},
		{"half a pair", `tls { certs: [ {cert_file: a} ] }`, "missing 'key_file'"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := load(t, c.text); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func TestBlock(t *testing.T) {
	t.Parallel()
	c, err := load(t, `tls {
		cert_file: a, key_file: b, CA_FILE: c, verify_and_map: true, timeout: 0.5
		cipher_suites: [TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
		curve_preferences: [CurveP256, X25519MLKEM768]
		min_version: "1.3", handshake_first: auto, connection_rate_limit: 7
		pinned_certs: [`+strings.Repeat("AB", 32)+`]
	}
	allow_non_tls: true`)
	if err != nil {
		t.Fatal(err)
	}
	b := c.TLS
	if len(b.Pairs) != 1 || !b.Map || b.Timeout != time.Second/2 || b.Minimum != tls.VersionTLS13 || !b.First ||
		b.Fallback != fallbackDefault || b.RateLimit != 7 || !b.Pinned[strings.Repeat("ab", 32)] || !c.AllowNonTLS {
		t.Errorf("block %+v", b)
	}
	if b.Suites[0] != tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 || b.Curves[1] != tls.X25519MLKEM768 {
		t.Errorf("suites %v, curves %v", b.Suites, b.Curves)
	}
	var r Block
	if err := r.DecodeConfig(map[string]any{
		"insecure": true, "timeout": "3s",
		"certs": []any{map[string]any{"cert_file": "a", "key_file": "b"}},
	}); err != nil {
		t.Fatal(err)
	}
	if !r.Insecure || r.Timeout != 3*time.Second {
		t.Errorf("block of the cluster %+v", r)
	}
}

func TestFlagsReplaceTheBlock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		flags FlagOptions
		want  string
	}{
		{
			"key missing",
			FlagOptions{On: config.Switch{Given: true, On: true}, Cert: "a"},
			"TLS Server private key must be present and valid",
		},
		{
			"certificate missing",
			FlagOptions{Verify: true, Key: "a"},
			"TLS Server certificate must be present and valid",
		},
		{"authority missing", FlagOptions{Verify: true, Cert: "a", Key: "b"}, "verify needs a ca_file"},
		{"complete", FlagOptions{Cert: "x", Key: "b"}, ""},
		{"off", FlagOptions{On: config.Switch{Given: true}, Cert: "x", Key: "b"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cfg := Config{Flags: c.flags, TLS: Block{
				Given: true, Pairs: []Pair{{"file", "file"}},
				Minimum: tls.VersionTLS13, Timeout: time.Minute,
			}}
			err := cfg.Validate()
			if (c.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			b, err := cfg.clients()
			if c.flags.On.Given && !c.flags.On.On {
				if b.Given {
					t.Errorf("switched off, but %+v", b)
				}
			} else if err == nil && (b.Pairs[0].Cert != "x" || b.Minimum != 0 || b.Timeout != time.Minute) {
				t.Errorf("block %+v", b)
			}
		})
	}
}

func TestRate(t *testing.T) {
	t.Parallel()
	r := rate{perSecond: 3}
	now := time.Unix(100, 0)
	admitted := func() (n int) {
		for range 10 {
			if r.admit(now) {
				n++
			}
		}
		return n
	}
	if n := admitted(); n != 3 {
		t.Errorf("%d at once", n)
	}
	if now = now.Add(700 * time.Millisecond); admitted() != 2 {
		t.Error("not two more after 0.7 s")
	}
	if now = now.Add(time.Hour); admitted() != 3 {
		t.Error("an hour saves more than a second's")
	}
	none := rate{}
	if !none.admit(now) {
		t.Error("no limit limits")
	}
}
