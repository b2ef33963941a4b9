package test

// Goal: operators see over HTTPS how connections are secured and when
// certificates end. Method: a certificate that ends soon, and the pages.

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"gnatsd/test/certs"
	"gnatsd/test/harness"
)

func TestMonitoringOverTLS(t *testing.T) {
	t.Parallel()
	p := newPKI(t)
	end := time.Now().Add(5 * 24 * time.Hour).Truncate(time.Second)
	var err error
	p.server, err = p.authority.Issue("server", certs.Wish{NotAfter: end})
	must(t, err)
	s := configured(t, p.config(t, `"verify": true`, `"https": "127.0.0.1:-1"`))
	s.WaitLog(regexp.MustCompile(`A certificate expires soon or is expired.*client`))
	at := s.WaitLog(regexp.MustCompile(`Starting https monitor on (\S+)`))[1]
	own := nats.ClientCert(p.client.Cert, p.client.Key)
	nc := dial(t, s, p.trust(), own)
	echo(t, nc)
	_, err = nats.Connect(s.URL(), p.trust()) // shows no certificate
	if err == nil {
		t.Error("somebody without a certificate is let in")
	}
	page := pages(p)
	defer page.CloseIdleConnections()
	read := func(path string) string {
		answer, err := page.Get("https://" + at + path)
		must(t, err)
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		must(t, err)
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s\n%s", path, answer.Status, text)
		}
		return string(text)
	}
	var varz struct {
		Required bool      `json:"tls_required"`
		Verify   bool      `json:"tls_verify"`
		End      time.Time `json:"tls_cert_not_after"`
	}
	must(t, json.Unmarshal([]byte(read("/varz")), &varz))
	if !varz.Required || !varz.Verify || !varz.End.Equal(end) {
		t.Errorf("/varz says %+v, the certificate ends %v", varz, end)
	}
	harness.Eventually(t, harness.Patience, "handshakes are counted", func() bool {
		text := read("/metrics")
		return strings.Contains(text, fmt.Sprintf(`gnatsd_tls_certificate_not_after_seconds{listener="client"} %v`,
			float64(end.Unix()))) &&
			strings.Contains(text, `gnatsd_tls_handshakes_total{kind="client",result="ok",version="1.3"} 1`) &&
			strings.Contains(text, `result="failed"`)
	})
}

// pages is a client of the monitoring port, which asks for no certificate.
func pages(p pki) *http.Client {
	return &http.Client{Timeout: harness.Patience, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: p.authority.Pool()},
	}}
}
