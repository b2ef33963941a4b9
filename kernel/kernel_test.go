package kernel_test

// Goal: what the publish path promises, whatever mixture of subscriptions,
// batches and publishers it meets.
// Method: sessions over streams in memory, a naive router, and a model of who
// must have got what.

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"go.uber.org/goleak"

	"gnatsd/kernel"
	"gnatsd/kernel/kerneltest"
	"gnatsd/kernel/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// party is a session with the stream it is at the other end of.
type party struct {
	*kernel.Session
	stream *kerneltest.Stream
}

type house struct {
	*kernel.Kernel
	bounds kernel.Bounds
}

func newHouse() *house {
	h := &house{Kernel: kernel.New(new(kerneltest.Naive))}
	h.bounds.MaxPending.Store(64 << 20)
	h.bounds.WriteDeadline.Store(int64(10 * time.Second))
	return h
}

func (h *house) enter(stream *kerneltest.Stream) *party {
	l := h.NewLink(stream, &h.bounds)
	s := h.NewSession(kernel.KindClient, l, kerneltest.Framer{Headers: true})
	s.Open()
	return &party{s, stream}
}

func (p *party) subscribe(t testing.TB, subject, queue, sid string) {
	t.Helper()
	sub := kernel.NewSubscription(p.Session, []byte(subject), []byte(queue), []byte(sid))
	if err := p.Subscribe(sub); err != nil {
		t.Fatal(err)
	}
}

// publish sends one message inside a batch.
func (p *party) publish(t testing.TB, subject, reply, payload string) {
	t.Helper()
	m := kernel.Message{Subject: []byte(subject), Reply: []byte(reply), Frame: []byte(payload + "\r\n")}
	if err := p.Admit(&m); err != nil {
		t.Fatal(err)
	}
	p.Deliver(&m)
}

// batch publishes messages on one subject as one read batch.
func (p *party) batch(t testing.TB, subject string, payloads ...string) {
	t.Helper()
	p.Begin(nil)
	for _, payload := range payloads {
		p.publish(t, subject, "", payload)
	}
	p.End()
}

// frame is one delivery as the peer read it.
type frame struct{ subject, sid, payload string }

// frames reads all that the peer has taken, which is nothing but deliveries.
func (p *party) frames(t testing.TB) []frame {
	t.Helper()
	var all []frame
	for b := p.stream.Taken(); len(b) > 0; {
		end := bytes.IndexByte(b, '\n')
		if !bytes.HasPrefix(b, []byte("MSG ")) && !bytes.HasPrefix(b, []byte("HMSG ")) {
			t.Fatalf("not a delivery: %q", b[:end])
		}
		subject, sid, body, size := wire.CutMsg(b)
		all = append(all, frame{string(subject), string(sid), string(b[size-2-body : size-2])})
		b = b[size:]
	}
	return all
}

func (p *party) want(t testing.TB, text string) {
	t.Helper()
	if got := string(p.stream.Taken()); got != text {
		t.Errorf("peer got %q, want %q", got, text)
	}
}

func numbered(from, to int) []string {
	var all []string
	for i := from; i < to; i++ {
		all = append(all, fmt.Sprintf("message %06d", i))
	}
	return all
}

func TestDelivery(t *testing.T) {
	t.Parallel()
	h := newHouse()
	a, b := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewStream())
	a.subscribe(t, "foo", "", "1")
	a.subscribe(t, "foo.*", "", "2")
	b.batch(t, "foo", "x", "yy")
	b.batch(t, "foo.bar", "")
	b.batch(t, "other", "z")
	a.want(t, "MSG foo 1 1\r\nx\r\nMSG foo 1 2\r\nyy\r\nMSG foo.bar 2 0\r\n\r\n")
	b.want(t, "")
	in, bytes := b.Received()
	if _, out, size := a.Link().Pending(); in != 4 || bytes != 4 || out != 3 || size != 3 {
		t.Errorf("counted %d messages in of %d bytes, %d out of %d", in, bytes, out, size)
	}
}

func TestRepliesKeepTheirPlace(t *testing.T) {
	t.Parallel()
	h := newHouse()
	a := h.enter(kerneltest.NewStream())
	a.subscribe(t, "foo", "", "1")
	a.Begin(nil)
	a.Reply([]byte(wire.OK))
	a.publish(t, "foo", "", "x")
	a.Reply([]byte(wire.Pong))
	a.publish(t, "foo", "", "y")
	a.End()
	a.want(t, "+OK\r\nMSG foo 1 1\r\nx\r\nPONG\r\nMSG foo 1 1\r\ny\r\n")
}

func TestEcho(t *testing.T) {
	t.Parallel()
	h := newHouse()
	a, b := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewStream())
	a.Echo = false
	a.subscribe(t, "foo", "", "1")
	a.subscribe(t, "foo", "group", "2")
	b.subscribe(t, "foo", "group", "3")
	a.batch(t, "foo", numbered(0, 50)...)
	a.want(t, "")
	if got := len(b.frames(t)); got != 50 {
		t.Errorf("the other member got %d messages of 50", got)
	}
}

func TestNoResponders(t *testing.T) {
	t.Parallel()
	h := newHouse()
	a, b := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewStream())
	a.NoResponders = true
	a.subscribe(t, "inbox.*", "", "9")
	a.subscribe(t, "inbox.>", "group", "10")
	request := func() {
		a.Begin(nil)
		a.publish(t, "service", "inbox.1", "?")
		a.End()
	}
	request()
	status := "HMSG inbox.1 9 39 39\r\nNATS/1.0 503\r\nNats-Subject: service\r\n\r\n\r\n"
	a.want(t, status)
	b.subscribe(t, "service", "group", "1")
	request()
	a.want(t, status)
	b.want(t, "MSG service 1 inbox.1 1\r\n?\r\n")
	b.Unsubscribe([]byte("1"), 0)
	request()
	a.want(t, status+status)
}

// A row of requests that nobody answers must not pile up statuses in memory.
func TestNoRespondersAreHandedOverWithinABatch(t *testing.T) {
	t.Parallel()
	h := newHouse()
	a := h.enter(kerneltest.NewStream().Count())
	a.NoResponders = true
	a.subscribe(t, "inbox.*", "", "9")
	a.Begin(nil)
	const requests, status = 100_000, len("HMSG inbox.1 9 39 39\r\nNATS/1.0 503\r\nNats-Subject: service\r\n\r\n\r\n")
	for i := range requests {
		a.publish(t, "service", "inbox.1", "?")
		if staged := (i+1)*status - a.stream.Size(); staged > 2*kernel.ReadSize {
			t.Fatalf("%d bytes are staged after %d requests", staged, i+1)
		}
	}
	a.End()
	if got := a.stream.Size(); got != requests*status {
		t.Errorf("%d bytes of %d arrived", got, requests*status)
	}
}

func TestReserved(t *testing.T) {
	t.Parallel()
	h := newHouse()
	a := h.enter(kerneltest.NewStream())
	a.Begin(nil)
	defer a.End()
	for _, c := range []struct {
		subject, reply string
		want           error
	}{
		{"_GR_.x", "", kernel.ErrPublishPermission},
		{"$NRG.x", "", kernel.ErrPublishPermission},
		{"x", "_R_.y", kernel.ErrReplyPermission},
		{"x", "$JS.ACK.y", kernel.ErrReplyPermission},
		{"$SYS.x", "_INBOX.y", nil},
		{"_GR_", "", nil},
	} {
		m := kernel.Message{Subject: []byte(c.subject), Reply: []byte(c.reply), Frame: []byte("\r\n")}
		if err := a.Admit(&m); !errors.Is(err, c.want) {
			t.Errorf("%s with reply %q: %v, want %v", c.subject, c.reply, err, c.want)
		}
	}
}

// A subscriber on the same link through two subscriptions, one shared with
// others, still gets messages in the order in which they were published.
func TestOrderOnOneLinkWithShares(t *testing.T) {
	t.Parallel()
	h := newHouse()
	publisher := h.enter(kerneltest.NewStream())
	var all []*party
	for range 10 {
		p := h.enter(kerneltest.NewStream())
		p.subscribe(t, "foo", "", "1")
		all = append(all, p)
	}
	all[0].subscribe(t, "foo", "", "2")
	all[1].subscribe(t, "bar", "", "2")
	all[2].subscribe(t, ">", "group", "3")
	publisher.Begin(nil)
	var texts []string
	for i, text := range numbered(0, 300) {
		if i%7 == 3 {
			publisher.publish(t, "bar", "", text)
			continue
		}
		texts = append(texts, text)
		publisher.publish(t, "foo", "", text)
	}
	publisher.End()
	for i, p := range all {
		last, got := "", map[string][]string{}
		for _, f := range p.frames(t) {
			if f.payload < last {
				t.Fatalf("party %d got %q behind %q", i, f.payload, last)
			}
			last = f.payload
			got[f.subject+f.sid] = append(got[f.subject+f.sid], f.payload)
		}
		if fmt.Sprint(got["foo1"]) != fmt.Sprint(texts) {
			t.Errorf("party %d got %d messages of %d", i, len(got["foo1"]), len(texts))
		}
	}
}

// A member of a queue group whose link is being closed gets nothing any more:
// what is picked for it would be lost.
func TestMemberThatLeavesIsPassedOver(t *testing.T) {
	t.Parallel()
	h := newHouse()
	publisher := h.enter(kerneltest.NewStream())
	leaving, staying := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewStream())
	leaving.subscribe(t, "foo", "group", "1")
	staying.subscribe(t, "foo", "group", "1")
	publisher.batch(t, "foo", numbered(0, 10)...)
	before := len(staying.frames(t))
	leaving.Link().Close(kernel.StaleConnection) // its reader has not ended yet
	publisher.batch(t, "foo", numbered(0, 100)...)
	if got := len(staying.frames(t)) - before; got != 100 {
		t.Errorf("the member that stays got %d messages of 100", got)
	}
}

// wrapped is a framer around another one, as for parties that are traced.
type wrapped struct{ kernel.Framer }

// What was staged for a member whose end comes before the batch's goes to another.
func TestMemberThatLeavesInTheMiddleOfABatch(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(*party){
		"closed":       func(p *party) { p.Link().Close(kernel.StaleConnection) },
		"broken":       func(p *party) { p.Link().Close(kernel.WriteError) },
		"unsubscribed": func(p *party) { p.Unsubscribe([]byte("1"), 0) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse()
			publisher := h.enter(kerneltest.NewStream())
			leaving, staying := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewStream())
			leaving.SetFramer(&wrapped{kerneltest.Framer{Headers: true}})
			leaving.subscribe(t, "foo", "group", "1")
			leaving.subscribe(t, "foo", "", "2")
			staying.subscribe(t, "foo", "group", "1")
			publisher.Begin(nil)
			for _, text := range numbered(0, 100) {
				publisher.publish(t, "foo", "", text)
			}
			leave(leaving)
			publisher.End()
			if got := len(staying.frames(t)); got != 100 {
				t.Errorf("the member that stays got %d messages of 100", got)
			}
		})
	}
}

// An encoder that is changed after subscribing counts for the next messages.
func TestFramerChangedUnderASubscription(t *testing.T) {
	t.Parallel()
	h := newHouse()
	publisher, a := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewStream())
	a.SetFramer(kerneltest.Framer{})
	a.subscribe(t, "foo", "", "1")
	send := func() {
		publisher.Begin(nil)
		defer publisher.End()
		m := kernel.Message{Subject: []byte("foo"), HeaderSize: 12, Frame: []byte("NATS/1.0\r\n\r\nx\r\n")}
		if err := publisher.Admit(&m); err != nil {
			t.Fatal(err)
		}
		publisher.Deliver(&m)
	}
	send()
	a.SetFramer(kerneltest.Framer{Headers: true})
	send()
	a.want(t, "MSG foo 1 1\r\nx\r\nHMSG foo 1 12 13\r\nNATS/1.0\r\n\r\nx\r\n")
}
