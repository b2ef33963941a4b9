//go:build unix

package configure

// Goal: reloads under full load lose, repeat and reorder nothing. Method: a
// publisher that never waits, while one file after the other comes into force.

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"gnatsd/test/harness"
)

func TestReloadUnderFullLoad(t *testing.T) {
	t.Parallel()
	const reloads = 12
	others := settings{"authorization.users": "[ { user: u, password: p }, { user: v, password: q } ]"}
	start := base.with(users)
	files := []settings{
		start.with(settings{"max_payload": "2000", "max_control_line": "2000"}),
		start.with(others),
		start.with(settings{"log_format": "json", "log_file": `"DIR/one.log"`}),
		start.with(settings{"tls": secured + " }", "allow_non_tls": "true"}),
		start.with(settings{"ping_interval": `"30s"`, "write_timeout": "retry", "max_pending": "32mb"}),
		start.with(settings{"authorization.default_permissions": `{ publish: load, subscribe: [ load, "_INBOX.>" ] }`}),
		start.with(settings{"server_tags": "[ x ]", "pid_file": `"DIR/one.pid"`, "client_advertise": `"a.example:5"`}),
	}
	n := startSecured(t, start)
	dial := func() *nats.Conn {
		conn, err := nats.Connect("nats://"+n.clients, nats.UserInfo("u", "p"), nats.NoReconnect())
		must(t, err)
		t.Cleanup(conn.Close)
		return conn
	}
	pub, sub := dial(), dial()
	var next atomic.Int64
	var wrong atomic.Pointer[string]
	subscription, err := sub.Subscribe("load", func(m *nats.Msg) {
		if want := strconv.FormatInt(next.Add(1)-1, 10); string(m.Data) != want {
			text := "got " + string(m.Data) + " instead of " + want
			wrong.CompareAndSwap(nil, &text)
		}
	})
	must(t, err)
	must(t, subscription.SetPendingLimits(-1, -1))
	must(t, sub.Flush())
	var publishing sync.WaitGroup
	var sent atomic.Int64
	stop := make(chan struct{})
	publishing.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if err := pub.Publish("load", []byte(strconv.FormatInt(sent.Load(), 10))); err != nil {
				t.Errorf("publishing: %v", err)
				return
			}
			if sent.Add(1)%1000 == 0 && pub.FlushTimeout(harness.Patience) != nil {
				t.Error("the server does not answer")
				return
			}
		}
	})
	for i := range reloads {
		before := next.Load()
		if !n.reload(files[i%len(files)]) {
			t.Fatalf("refused:\n%s", files[i%len(files)])
		}
		harness.Eventually(t, harness.Patience, "messages behind a reload", func() bool { return next.Load() > before+1000 })
	}
	close(stop)
	publishing.Wait()
	must(t, pub.FlushTimeout(time.Minute))
	harness.Eventually(t, harness.Patience, "all messages", func() bool { return next.Load() >= sent.Load() })
	if text := wrong.Load(); text != nil {
		t.Error(*text)
	}
	if pub.IsClosed() || sub.IsClosed() || next.Load() != sent.Load() {
		t.Errorf("%d sent, %d received", sent.Load(), next.Load())
	}
	t.Logf("%d messages over %d reloads", sent.Load(), reloads)
}
