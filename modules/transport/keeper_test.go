package transport

import (
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"gnatsd/test/certs"
)

// The end of a certificate is warned about when it is near: at once, once a day
// from then on, and anew for a new certificate.
func TestEndOfCertificateIsWarnedAbout(t *testing.T) {
	t.Parallel()
	authority, err := certs.New(t.TempDir(), "authority")
	if err != nil {
		t.Fatal(err)
	}
	const day = 24 * time.Hour
	issue := func(left time.Duration) Pair {
		files, err := authority.Issue("server", certs.Wish{NotAfter: time.Now().Add(left)})
		if err != nil {
			t.Fatal(err)
		}
		return Pair(files)
	}
	core, logged := observer.New(zap.WarnLevel)
	k, err := newKeeper("client", Block{Given: true, Pairs: []Pair{issue(40 * day)}}, forClients, zap.New(core))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for _, step := range []struct {
		after time.Duration
		want  int // warnings so far
	}{{0, 0}, {9 * day, 0}, {11 * day, 1}, {11*day + time.Hour, 1}, {12*day + time.Minute, 2}, {60 * day, 3}} {
		if k.warnOfEnd(now.Add(step.after)); logged.Len() != step.want {
			t.Errorf("after %v: %d warnings, want %d", step.after, logged.Len(), step.want)
		}
	}
	issue(5 * day)
	k.files = nil // as if the time of the file had changed
	if k.refresh(); logged.Len() != 4 {
		t.Errorf("%d warnings after a certificate that ends sooner", logged.Len())
	}
}
