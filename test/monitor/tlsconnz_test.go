package monitor

import (
	"slices"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"gnatsd/test/certs"
	"gnatsd/test/harness"
)

// Goal: /connz says of a secured connection what nats-server says of it, in the same fields. Method: a client with a
// certificate on both, and their answers are compared as a whole, but for what is each connection's own.

func TestConnzOfSecuredConnections(t *testing.T) {
	t.Parallel()
	harness.OwnServer(t)
	authority, err := certs.New(t.TempDir(), "an authority")
	if err != nil {
		t.Fatal(err)
	}
	files, err := authority.Issue("server", certs.Wish{})
	if err != nil {
		t.Fatal(err)
	}
	client, err := authority.Issue("client", certs.Wish{Client: true})
	if err != nil {
		t.Fatal(err)
	}
	config := harness.ConfigFile(t, `http: "127.0.0.1:-1"
tls { cert_file: "`+files.Cert+`", key_file: "`+files.Key+`", ca_file: "`+authority.File()+`", verify: true }
`)
	for _, page := range []string{"/connz?auth=1", "/connz?auth=1&subs=detail&state=closed"} {
		ours := secured(t, nil, config, page, authority, client)
		if ours["tls_version"] != "1.3" || !strings.HasPrefix(ours["tls_cipher_suite"].(string), "TLS_") {
			t.Errorf("%s: %v %v", page, ours["tls_version"], ours["tls_cipher_suite"])
		}
		if path := referencePath(t); path != "" {
			theirs := secured(t, []string{path}, config, page, authority, client)
			compareSecured(t, page, ours, theirs)
		}
	}
}

func compareSecured(t *testing.T, page string, ours, theirs map[string]any) {
	t.Helper()
	for _, name := range []string{"tls_version", "tls_cipher_suite", "tls_first"} {
		if ours[name] != theirs[name] {
			t.Errorf("%s: %s is %v, and the reference's %v", page, name, ours[name], theirs[name])
		}
	}
	mine, others := list(ours, "tls_peer_certs"), list(theirs, "tls_peer_certs")
	if len(mine) != len(others) {
		t.Fatalf("%s: certificates %v, and the reference's %v", page, mine, others)
	}
	for i := range mine {
		for name, value := range others[i] {
			if mine[i][name] != value {
				t.Errorf("%s: %s of the certificate is %v, and the reference's %v", page, name, mine[i][name], value)
			}
		}
	}
	names := func(fields map[string]any) []string {
		var all []string
		for name := range fields {
			if name != "name_tag" { // the reference leaves it out of closed ones
				all = append(all, name)
			}
		}
		slices.Sort(all)
		return all
	}
	if have, want := names(ours), names(theirs); !slices.Equal(have, want) {
		t.Errorf("%s: fields\n%v\nand the reference's\n%v", page, have, want)
	}
}

// secured returns what a page shows of one client that has a certificate.
func secured(
	t *testing.T, program []string, config, page string, authority *certs.Authority, client certs.Files,
) map[string]any {
	t.Helper()
	var s *harness.Server
	if program == nil {
		s = harness.Start(t, "-c", config)
	} else {
		s = harness.StartProgram(t, program, "-c", config)
	}
	w := &web{Server: s, t: t, url: "http://" + s.WaitLog(monitored)[1]}
	nc, err := nats.Connect(s.URL(), nats.RootCAs(authority.File()), nats.ClientCert(client.Cert, client.Key),
		nats.Name("secured"), nats.NoReconnect())
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	if _, err := nc.SubscribeSync("foo"); err != nil {
		t.Fatal(err)
	}
	if err := nc.Flush(); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page, "closed") {
		nc.Close()
	}
	fields := w.eventually(page, "the connection is shown", func(f map[string]any) bool {
		return len(list(f, "connections")) > 0
	})
	return list(fields, "connections")[0]
}
