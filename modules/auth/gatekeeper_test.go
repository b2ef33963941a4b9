package auth

// Goal: each kind of login accepts what it must and nothing else, in the order of
// the chain, and costs what it may. Method: credentials as clients send them,
// without a network.

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/nats-io/nkeys"
	"go.uber.org/zap"
	"golang.org/x/crypto/bcrypt"

	"gnatsd/kernel"
)

func gatekeeper(t testing.TB, text string, certificates bool) *Gatekeeper {
	t.Helper()
	c, err := load(t, text)
	if err != nil {
		t.Fatal(err)
	}
	g, err := New(c, Settings{Certificates: certificates, Log: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// login returns the user that these credentials make, or "refused".
func login(t testing.TB, g *Gatekeeper, c kernel.Credentials) string {
	t.Helper()
	c.Kind = kernel.KindClient
	id, err := g.Authenticate(t.Context(), &c)
	if err != nil {
		for _, s := range []string{c.Password, c.Token, c.Signature} {
			if len(s) > 2 && strings.Contains(err.Error(), s) {
				t.Errorf("the error tells a secret: %v", err)
			}
		}
		return "refused"
	}
	return "as " + id.User
}

const hashed4 = `"$2a$04$yqCAbcSOMwzMAXEvrEHmO.8T5u7H2uAAv5eFDk8NIyJoVZhmyP3By"`

func hashOf(t testing.TB, password, prefix string) string {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	return `"` + prefix + string(hash[4:]) + `"`
}

func TestLogin(t *testing.T) {
	t.Parallel()
	type shown = kernel.Credentials
	users := `authorization { users = [
		{ user: a, password: secret }
		{ user: h, password: ` + hashOf(t, "hidden", "$2y$") + ` }
		{ user: m, password: mqtt, connection_types: [MQTT] }
	] }`
	guest := "no_auth_user: h\n" + users
	single := "authorization { user: derek, password: foo }"
	token := "authorization { token: t0k3n }"
	for _, c := range []struct {
		name, config string
		shown        shown
		want         string
	}{
		{"open", "", shown{User: "x", Password: "y"}, "as "},
		{"single", single, shown{User: "derek", Password: "foo"}, "as derek"},
		{"single, wrong password", single, shown{User: "derek", Password: "fooo"}, "refused"},
		{"single, wrong user", single, shown{User: "Derek", Password: "foo"}, "refused"},
		{"single, nothing", single, shown{}, "refused"},
		{"single, as token", single, shown{Token: "foo"}, "refused"},
		{
			"single, hashed", "authorization { user: derek, password: " + hashOf(t, "foo", "$2b$") + " }",
			shown{User: "derek", Password: "foo"},
			"as derek",
		},
		{"token", token, shown{Token: "t0k3n"}, "as "},
		{"token, wrong", token, shown{Token: "t0k3"}, "refused"},
		{"token, as password", token, shown{User: "t0k3n", Password: "t0k3n"}, "refused"},
		{
			"token, hashed", "authorization { token: " + hashOf(t, "t0k3n", "$2x$") + " }",
			shown{Token: "t0k3n"},
			"as ",
		},
		{"user", users, shown{User: "a", Password: "secret"}, "as a"},
		{"user, wrong password", users, shown{User: "a", Password: "hidden"}, "refused"},
		{"user, no password", users, shown{User: "a"}, "refused"},
		{"user, hashed", users, shown{User: "h", Password: "hidden"}, "as h"},
		{"user, the hash itself", users, shown{User: "h", Password: hashed4[1:61]}, "refused"},
		{"user, unknown", users, shown{User: "nobody", Password: "secret"}, "refused"},
		{"user, other connection type", users, shown{User: "m", Password: "mqtt"}, "refused"},
		{"users, only password", users, shown{Password: "secret"}, "refused"},
		{"users, only token", users, shown{Token: "secret"}, "refused"},
		{"guest", guest, shown{}, "as h"},
		{"guest, wrong password", guest, shown{User: "h", Password: "x"}, "refused"},
		{"guest, key without key users", guest, shown{NKey: someKey}, "refused"},
		{"guest of another connection type", "no_auth_user: m\n" + users, shown{}, "refused"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := gatekeeper(t, c.config, false)
			if got := login(t, g, c.shown); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if g.Required(kernel.KindClient) != (c.config != "") || g.Required(kernel.KindRoute) {
				t.Error("asks the wrong parties for credentials")
			}
		})
	}
}

func TestLongPassword(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", inputMax)
	g := gatekeeper(t, "authorization { user: a, password: "+hashOf(t, long, "$2a$")+" }", false)
	for shown, want := range map[string]string{long: "as a", long + "y": "refused", long[1:]: "refused"} {
		if got := login(t, g, kernel.Credentials{User: "a", Password: shown}); got != want {
			t.Errorf("%d bytes: %s, want %s", len(shown), got, want)
		}
	}
}

func TestNKeyLogin(t *testing.T) {
	t.Parallel()
	pair, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	public, _ := pair.PublicKey()
	g := gatekeeper(t, "authorization { users = [ {nkey: "+public+"}, {user: a, password: secret} ] }", false)
	if !g.Terms(kernel.KindClient).Nonce || g.Terms(kernel.KindRoute).Nonce {
		t.Error("the nonce goes to the wrong parties")
	}
	const nonce = "abcdefghijklmno"
	raw, _ := pair.Sign([]byte(nonce))
	for _, c := range []struct {
		name, key, signature, want string
	}{
		{"URL encoding", public, base64.RawURLEncoding.EncodeToString(raw), "as " + public},
		{"standard encoding", public, base64.StdEncoding.EncodeToString(raw), "as " + public},
		{
			"URL encoding with padding", public, strings.NewReplacer("+", "-", "/",
				"_").Replace(base64.StdEncoding.EncodeToString(raw)) + "=",
			"refused",
		},
		{"no signature", public, "", "refused"},
		{"no base64", public, "%%%", "refused"},
		{"short", public, base64.RawURLEncoding.EncodeToString(raw[1:]), "refused"},
		{"lower case", strings.ToLower(public), base64.RawURLEncoding.EncodeToString(raw), "refused"},
		{"longer key", public + "A", base64.RawURLEncoding.EncodeToString(raw), "refused"},
		{"other key", someKey, base64.RawURLEncoding.EncodeToString(raw), "refused"},
	} {
		t.Run(c.name, func(t *testing.T) {
			shown := kernel.Credentials{NKey: c.key, Signature: c.signature, Nonce: nonce}
			if got := login(t, g, shown); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			shown.Nonce = "another nonce.."
			if login(t, g, shown) != "refused" {
				t.Error("a signature is good for another connection")
			}
			shown.User, shown.Password = "a", "secret"
			if c.want == "refused" && login(t, g, shown) != "refused" {
				t.Error("a password saves a bad key")
			}
		})
	}
	if login(t, g, kernel.Credentials{User: "a", Password: "secret"}) != "as a" {
		t.Error("named users do not get in beside keys")
	}
}

// Keys with a right checksum and a wrong length have crashed others.
func TestNKeyLengths(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 31, 33, 64} {
		text, err := nkeys.Encode(nkeys.PrefixByteUser, make([]byte, n))
		if err == nil && checkNKey(string(text)) == nil {
			t.Errorf("a key of %d bytes is taken", n)
		}
	}
	if checkNKey(someKey) != nil {
		t.Error("a good key is not taken")
	}
}

func TestBrake(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBrake()
		one, other := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
		for i := range brakeFree {
			if d := b.failure(one); d != 0 {
				t.Fatalf("failure %d waits %v", i, d)
			}
		}
		last := time.Duration(0)
		for range 200 {
			d := b.failure(one)
			if d < max(last, brakeFirst) || d > brakeMost {
				t.Fatalf("%v after %v", d, last)
			}
			last = d
		}
		if last != brakeMost || b.failure(other) != 0 {
			t.Errorf("the delay grew to %v, others wait %v", last, b.failure(other))
		}
		<-time.After(8 * brakeWindow)
		if d := b.failure(one); d != 0 {
			t.Errorf("nothing is forgiven: %v", d)
		}
		for i := range 2 * brakeTracked {
			b.failure(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}))
		}
		if len(b.failed) > brakeTracked+1 {
			t.Errorf("%d addresses are remembered", len(b.failed))
		}
		begin := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for range 2 * brakeFree {
			b.failure(other)
		}
		if b.hold(ctx, other); time.Since(begin) < brakeFirst || time.Since(begin) > time.Second {
			t.Errorf("held for %v", time.Since(begin))
		}
	})
}

func TestBrakeTakesNetworks(t *testing.T) {
	t.Parallel()
	b := newBrake()
	for i := range brakeFree {
		b.failure(netip.AddrFrom16([16]byte{0x20, 1, 15: byte(i)}))
	}
	if b.failure(netip.MustParseAddr("2001::ffff")) == 0 {
		t.Error("a party with a network of its own gets around the brake")
	}
}

// distinguishedName encodes pairs such as CN=a; a plus sign joins values of a set.
func distinguishedName(t *testing.T, pairs []string) []byte {
	t.Helper()
	var rdns pkix.RDNSequence
	for _, p := range pairs {
		var set pkix.RelativeDistinguishedNameSET
		for _, one := range strings.Split(p, "+") {
			kind, value, _ := strings.Cut(one, "=")
			oid := map[string]asn1.ObjectIdentifier{
				"CN": {2, 5, 4, 3}, "O": {2, 5, 4, 10}, "OU": {2, 5, 4, 11},
				"UID": {0, 9, 2342, 19200300, 100, 1, 1},
			}[kind]
			set = append(set, pkix.AttributeTypeAndValue{Type: oid, Value: value})
		}
		rdns = append(rdns, set)
	}
	raw, err := asn1.Marshal(rdns)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestCertificateLogin(t *testing.T) {
	t.Parallel()
	g := gatekeeper(t, `authorization { users = [
		{ user: "a@example.com" }
		{ user: "host.example.com", password: secret }
		{ user: "spiffe://x/y" }
		{ user: "CN=derek, OU=NATS,O=Acme" }
		{ user: "CN=a,OU=x,OU=x,O=Acme" }
		{ user: "CN=multi+UID=7,O=Acme" }
		{ user: mqtt, clients: MQTT }
	] }`, true)
	at := func(pairs ...string) []byte { return distinguishedName(t, pairs) }
	uri, _ := url.Parse("spiffe://x/y")
	for _, c := range []struct {
		name     string
		cert     *x509.Certificate
		password string
		want     string
	}{
		{"none", nil, "", "refused"},
		{
			"e-mail before DNS", &x509.Certificate{
				EmailAddresses: []string{"a@example.com"},
				DNSNames:       []string{"host.example.com"},
			},
			"", "as a@example.com",
		},
		{"password for who has none", &x509.Certificate{EmailAddresses: []string{"a@example.com"}}, "x", "refused"},
		{
			"DNS with its password", &x509.Certificate{DNSNames: []string{"other", "host.example.com"}}, "secret",
			"as host.example.com",
		},
		{"DNS without its password", &x509.Certificate{DNSNames: []string{"host.example.com"}}, "", "refused"},
		{"URI", &x509.Certificate{URIs: []*url.URL{uri}}, "", "as spiffe://x/y"},
		{
			"subject", &x509.Certificate{RawSubject: at("O=Acme", "OU=NATS", "CN=derek")}, "",
			"as CN=derek, OU=NATS,O=Acme",
		},
		{
			"subject in another order", &x509.Certificate{RawSubject: at("OU=NATS", "O=Acme", "CN=derek")}, "",
			"as CN=derek, OU=NATS,O=Acme",
		},
		{"a set is no multiset", &x509.Certificate{RawSubject: at("O=Acme", "OU=x", "OU=zz", "CN=a")}, "", "refused"},
		{
			"the multiset", &x509.Certificate{RawSubject: at("O=Acme", "OU=x", "OU=x", "CN=a")}, "",
			"as CN=a,OU=x,OU=x,O=Acme",
		},
		{"commas in a value", &x509.Certificate{RawSubject: at("CN=derek,OU=NATS,O=Acme")}, "", "refused"},
		{"value in another case", &x509.Certificate{RawSubject: at("O=Acme", "OU=nats", "CN=derek")}, "", "refused"},
		{
			"more than one value", &x509.Certificate{RawSubject: at("O=Acme", "UID=7+CN=multi")}, "",
			"as CN=multi+UID=7,O=Acme",
		},
		{"its values apart", &x509.Certificate{RawSubject: at("O=Acme", "UID=7", "CN=multi")}, "", "refused"},
		{"other connection type", &x509.Certificate{DNSNames: []string{"mqtt"}}, "", "refused"},
	} {
		t.Run(c.name, func(t *testing.T) {
			shown := kernel.Credentials{User: "host.example.com", Password: c.password, Certificate: c.cert}
			if got := login(t, g, shown); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestUsersWithoutPassword(t *testing.T) {
	t.Parallel()
	c, err := load(t, "authorization { users = [ {user: a} ] }")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(c, Settings{Log: zap.NewNop()}); err == nil || !strings.Contains(err.Error(),
		`user "a" needs a password`) {
		t.Errorf("error %v", err)
	}
}

func FuzzParseDN(f *testing.F) {
	f.Add(`CN=a\,b, OU=x+UID=1;O=c`)
	f.Fuzz(func(t *testing.T, text string) {
		d, ok := parseDN(text)
		if ok && len(d) == 0 {
			t.Errorf("%q is a name of nothing", text)
		}
	})
}

// stranger is a verifier of another module.
type stranger struct{ onlyClients }

func (stranger) Name() string { return "stranger" }
func (stranger) Rank() int    { return 1 }
func (stranger) Verify(_ context.Context, c *kernel.Credentials) (kernel.Identity, error) {
	if c.JWT == "" {
		return kernel.Identity{}, kernel.ErrNotMine
	}
	return kernel.Identity{User: "jwt"}, nil
}

func TestVerifiersJoin(t *testing.T) {
	t.Parallel()
	g, err := New(DefaultConfig(), Settings{Verifiers: []kernel.Verifier{stranger{}}, Log: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	if login(t, g, kernel.Credentials{JWT: "x"}) != "as jwt" || login(t, g, kernel.Credentials{}) != "refused" {
		t.Error("the chain does not ask who joined")
	}
}
