package jetstream

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"
	"time"

	"gnatsd/kernel"
	"gnatsd/kernel/kerneltest"
	"gnatsd/modules/cluster/interest"
)

// Goal: what a server that offers the API is sent, and who gets its answer. Method: a link that keeps what is written.

// wire is a stream that keeps what is written.
type wire struct{ bytes.Buffer }

func (w *wire) TryWrite(bufs [][]byte) (n int, err error) {
	for _, b := range bufs {
		n += len(b)
		w.Buffer.Write(b)
	}
	return n, nil
}
func (w *wire) Write(bufs [][]byte, _ time.Time) (int, error) { return w.TryWrite(bufs) }
func (*wire) Finish()                                         {}
func (*wire) Abort()                                          {}
func (*wire) Remote() netip.AddrPort                          { return netip.AddrPort{} }
func (*wire) Local() netip.AddrPort                           { return netip.AddrPort{} }

// taken returns what was written since the last time.
func (w *wire) taken() string {
	text := w.String()
	w.Reset()
	return text
}

const info = "Nats-Request-Info: " +
	`{"acc":"$G","client_type":"nats","cluster":"c","kind":"Client","rtt":0,"server":"me"}` + "\r\n"

var request = kernel.Message{Subject: []byte("$JS.API.INFO"), Reply: []byte("inbox"), Frame: []byte("{}\r\n")}

func roomy() *kernel.Bounds {
	b := new(kernel.Bounds)
	b.MaxPending.Store(1 << 20)
	return b
}

func TestBridge(t *testing.T) {
	t.Parallel()
	k := kernel.New(new(kerneltest.Naive))
	counted := interest.New(true)
	k.Observe(counted)
	b := New(k, counted, "me")
	b.prefix = "_R_.x."
	var got []string
	client, err := k.Part("", func(_ *kernel.Subscription, m *kernel.Message) { got = append(got, string(m.Frame)) })
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Subscribe(kernel.NewSubscription(client, []byte("inbox"), nil, []byte("1"))); err != nil {
		t.Fatal(err)
	}
	counted.Changes()
	counted.Spread()
	publish := func(m kernel.Message) {
		t.Helper()
		client.Begin(nil)
		defer client.End()
		if err := client.Admit(&m); err != nil {
			t.Fatal(err)
		}
		client.Deliver(&m)
	}
	to := &wire{}
	link := k.NewLink(to, roomy())
	expect := func(what, want string) {
		t.Helper()
		if text := to.taken(); text != want {
			t.Errorf("%s: sent %q, want %q", what, text, want)
		}
	}
	publish(request) // before there is an offer
	for range 2 {
		if err := b.Offered(link, "c"); err != nil {
			t.Fatal(err)
		}
	}
	expect("offered twice", "RS+ $SYS _R_.x.>\r\n")
	if counted.Pending() {
		t.Error("other servers would be told of the interest in the API")
	}
	publish(request)
	expect("request", "HMSG $SYS $JS.API.INFO _R_.x.1 118 120\r\nNATS/1.0\r\n"+info+"\r\n{}\r\n")
	headed := request
	headed.Frame, headed.HeaderSize = []byte("NATS/1.0\r\nA: b\r\n\r\n{}\r\n"), 18
	publish(headed)
	expect("headed request", "HMSG $SYS $JS.API.INFO _R_.x.2 124 126\r\nNATS/1.0\r\nA: b\r\n"+info+"\r\n{}\r\n")
	routed := request
	routed.Routed = true
	publish(routed)
	expect("request from another server", "")
	own := request
	own.Subject = []byte("$JS.API.CONSUMER.MSG.NEXT.S.C")
	publish(own)
	expect("request of the clients' own account", "")

	for range 2 {
		b.Answer(&kernel.Message{Subject: []byte("_R_.x.2"), Frame: []byte("answer\r\n")})
	}
	b.Answer(&kernel.Message{Subject: []byte("_R_.y.1"), Frame: []byte("not ours\r\n")})
	if all := strings.Join(got, " "); all != "answer\r\n" {
		t.Errorf("the client got %q", all)
	}
	b.Withdrawn(link)
	if publish(request); to.Len() > 0 {
		t.Error("a request was sent after the offer was withdrawn")
	}
}
