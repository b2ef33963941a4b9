package test

// Goal: what TLS leaves to those who speak it is no way in. Method: raw records,
// and for a renegotiation one that is encrypted by the test itself with the keys
// of the connection.

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"net"
	"strings"
	"testing"

	"gnatsd/test/harness"
)

// A client that asks for new keys, as renegotiation of TLS 1.2 begins, is cut off.
func TestAttackRenegotiation(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	s := configured(t, p.config(t, ``, `"allow_non_tls": true`))
	pulse := harness.StartPulse(t, s)
	wire := &recorder{Conn: afterInfo(t, s)}
	var keys bytes.Buffer
	conn := tls.Client(wire, &tls.Config{
		RootCAs: p.authority.Pool(), ServerName: "localhost", MaxVersion: tls.VersionTLS12, KeyLogWriter: &keys,
		CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
	})
	must(t, conn.Handshake())
	_, err := conn.Write([]byte("CONNECT {\"verbose\":false}\r\nPING\r\n"))
	must(t, err)
	expect(t, conn, "PONG\r\n")
	// The client's own first words once more, in the third record after the keys:
	// Finished was the first, CONNECT the second.
	_, err = wire.Conn.Write(wire.seal(t, keys.String(), 2))
	must(t, err)
	_, err = conn.Read(make([]byte, 1))
	if err == nil || !strings.Contains(err.Error(), "unexpected message") {
		t.Errorf("the server answers with %v, want the alert of an unexpected message", err)
	}
	pulse.Check()
}

// recorder keeps what both sides say in their first records.
type recorder struct {
	net.Conn
	sent, heard []byte
}

func (r *recorder) Write(p []byte) (int, error) {
	r.sent = append(r.sent, p...)
	return r.Conn.Write(p)
}

func (r *recorder) Read(p []byte) (int, error) {
	n, err := r.Conn.Read(p)
	r.heard = append(r.heard, p[:n]...)
	return n, err
}

// The layout of a record and of the hellos in it.
const (
	recordHead = 5
	helloHead  = 4 + 2 // type, length, version
	randomSize = 32
)

// seal makes a record of the client's hello under the client's keys.
func (r *recorder) seal(t testing.TB, keyLog string, sequence uint64) []byte {
	t.Helper()
	fields := strings.Fields(keyLog) // CLIENT_RANDOM, the random, the master secret
	master, err := hex.DecodeString(fields[2])
	must(t, err)
	random := func(said []byte) []byte { return said[recordHead+helloHead:][:randomSize] }
	block := expand(master, "key expansion", append(bytes.Clone(random(r.heard)), random(r.sent)...), 2*16+2*4)
	key, salt := block[:16], block[32:36]
	hello := r.sent[recordHead:][:binary.BigEndian.Uint16(r.sent[3:])]
	c, err := aes.NewCipher(key)
	must(t, err)
	gcm, err := cipher.NewGCM(c)
	must(t, err)
	explicit := binary.BigEndian.AppendUint64(nil, sequence)
	const handshake, version = 22, tls.VersionTLS12
	about := append(bytes.Clone(explicit), handshake, version>>8, version&0xff)
	about = binary.BigEndian.AppendUint16(about, uint16(len(hello)))
	sealed := gcm.Seal(nil, append(bytes.Clone(salt), explicit...), hello, about)
	record := []byte{handshake, version >> 8, version & 0xff}
	record = binary.BigEndian.AppendUint16(record, uint16(len(explicit)+len(sealed)))
	return append(append(record, explicit...), sealed...)
}

// expand is the pseudorandom function of TLS 1.2 (RFC 5246 §5).
func expand(secret []byte, label string, seed []byte, size int) []byte {
	sum := func(parts ...[]byte) []byte {
		h := hmac.New(sha256.New, secret)
		for _, p := range parts {
			h.Write(p)
		}
		return h.Sum(nil)
	}
	seed = append([]byte(label), seed...)
	var out []byte
	for a := sum(seed); len(out) < size; a = sum(a) {
		out = append(out, sum(a, seed)...)
	}
	return out[:size]
}

// Garbage in the place of a handshake is cut off, costs little, and disturbs
// nobody.
func TestAttackTLSGarbage(t *testing.T) {
	t.Parallel()
	harness.MeasuresMemory(t)
	p := newPKI(t)
	s := configured(t, p.config(t, `"timeout": 1, "connection_rate_limit": 1000000`, ``))
	nc := dial(t, s, p.trust())
	before := s.RSS()
	const each = 50
	garbage := map[string]string{
		"zeros":                 strings.Repeat("\x00", 4096),
		"a record of any type":  "\x17\x03\x03\x00\x10" + strings.Repeat("x", 16),
		"a record too long":     "\x16\x03\x01\xff\xff" + strings.Repeat("\x01", 70<<10),
		"a hello too long":      "\x16\x03\x01\x00\x04\x01\xff\xff\xff",
		"a hello of nothing":    "\x16\x03\x01\x00\x04\x01\x00\x00\x00",
		"an alert":              "\x15\x03\x03\x00\x02\x02\x28",
		"half a record forever": "\x16\x03\x01\x40\x00\x01\x00\x3f\xfc\x03\x03",
		"empty records":         strings.Repeat("\x16\x03\x03\x00\x00", 1000),
		"SSL 2":                 "\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10",
	}
	var open []net.Conn
	for _, text := range garbage {
		for range each {
			conn := afterInfo(t, s)
			_, _ = conn.Write([]byte(text)) // may be cut off by now
			open = append(open, conn)
		}
	}
	echo(t, nc)
	for _, conn := range open {
		for buf := make([]byte, 512); ; {
			n, err := conn.Read(buf)
			if bytes.Contains(buf[:n], []byte("PONG")) {
				t.Error("a connection with garbage is served")
			}
			if err != nil {
				if late := net.Error(nil); errors.As(err, &late) && late.Timeout() {
					t.Error("a connection with garbage stays open")
				}
				break
			}
		}
	}
	if grown := s.RSS() - before; grown > 32*mebibyte && !harness.RaceEnabled {
		t.Errorf("the server grew by %d MiB for %d connections", grown/mebibyte, len(open))
	}
	echo(t, nc)
}
