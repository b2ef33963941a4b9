package test

// Goal: what the documents and samples show of security works as shown. Method:
// certificates of the helper, the sample and each example through the server.

import (
	"context"
	"crypto/tls"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

// demoCerts makes the certificates of "task certs" and returns their folder.
func demoCerts(t testing.TB) string {
	t.Helper()
	into := filepath.Join(t.TempDir(), "certs")
	ctx, cancel := context.WithTimeout(t.Context(), 4*harness.Patience) // it is compiled first
	defer cancel()
	out, err := exec.CommandContext(ctx, "go", "run", "gnatsd/test/certs/demo", "-dir", into).CombinedOutput()
	if err != nil {
		t.Fatalf("making certificates: %v\n%s", err, out)
	}
	return into
}

// sample reads a file of the repository as one that uses those certificates.
func sample(t testing.TB, path, certs string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", path))
	must(t, err)
	return strings.ReplaceAll(string(text), "configs/certs", filepath.ToSlash(certs))
}

func TestSecureSample(t *testing.T) {
	t.Parallel()
	certs := demoCerts(t)
	text := strings.Replace(sample(t, "configs/secure.conf", certs), "127.0.0.1:8222", "127.0.0.1:-1", 1)
	// Bcrypt takes long under the race detector.
	text = strings.Replace(text, "authorization {", "authorization {\n timeout: 30", 1)
	s := harness.Start(t, "-c", harness.ConfigFile(t, text))
	authority := nats.RootCAs(filepath.Join(certs, "ca.pem"))
	patient := nats.Timeout(harness.Patience) // as above
	nc := dial(t, s, authority, patient, nats.UserInfo("alice", "wonderland"), nats.ErrorHandler(func(*nats.Conn,
		*nats.Subscription, error,
	) {
	}))
	sub := subscribe(t, nc, "orders.new")
	must(t, nc.Publish("orders.new", []byte("1")))
	next(t, sub)
	must(t, nc.Publish("elsewhere", nil))
	must(t, nc.Flush())
	if err := nc.LastError(); !errors.Is(err, nats.ErrPermissionViolation) {
		t.Errorf("publishing elsewhere: %v", err)
	}
	refused(t, s, authority, patient, nats.UserInfo("alice", "wonder"))
	_, err := nats.Connect(s.URL(), nats.Secure(&tls.Config{MinVersion: tls.VersionTLS12}),
		patient, nats.UserInfo("alice", "wonderland"))
	if err == nil {
		t.Error("a client that does not know the authority trusts the server")
	}
	for _, text := range []string{"Plaintext passwords", "no publish permissions", "no subscribe permissions"} {
		if strings.Contains(s.Log(), text) {
			t.Errorf("the sample is warned about: %s", text)
		}
	}
}

// Each example of the page about security is a configuration that the server takes.
func TestSecurityExamples(t *testing.T) {
	t.Parallel()
	certs := demoCerts(t)
	found := regexp.MustCompile("(?s)```conf\n(.*?)```").FindAllStringSubmatch(sample(t, "docs/security.md", certs), -1)
	if len(found) < 2 {
		t.Fatalf("%d examples", len(found))
	}
	for _, example := range found {
		r := harness.Run(t, "check", "-c", harness.ConfigFile(t, example[1]))
		if r.Code != 0 {
			t.Errorf("%s\n%s%s", example[1], r.Stdout, r.Stderr)
		}
	}
}
