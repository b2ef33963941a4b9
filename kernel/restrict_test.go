package kernel_test

// Goal: permissions that change while a party is at work end what they do not
// allow and let nothing else through, whatever the party does meanwhile.
// Method: publishers that remember what the old ones allowed, and a party that
// subscribes and publishes while its permissions come and go.

import (
	"errors"
	"strconv"
	"sync"
	"testing"

	"gnatsd/kernel"
	"gnatsd/kernel/kerneltest"
)

// rules allow nothing of one subject, and to subscribe to everything else.
type rules struct{ refused string }

func (r rules) MayPublish(to []byte) bool           { return string(to) != r.refused }
func (r rules) MaySubscribe(to, _ []byte) bool      { return string(to) != r.refused }
func (r rules) MayReceive(to []byte, _ string) bool { return string(to) != r.refused }

func TestRestrict(t *testing.T) {
	t.Parallel()
	h := newHouse()
	publisher, a := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewStream())
	a.subscribe(t, "foo", "", "1")
	a.subscribe(t, ">", "", "2")
	for range 3 { // often enough to be remembered
		publisher.batch(t, "foo", "x")
		a.batch(t, "foo", "y")
	}
	before := string(a.stream.Taken())
	other := kernel.Identity{Proof: [32]byte{1}}
	if ended := a.Restrict(other, rules{"foo"}); ended != nil || a.Subscriptions() != 2 {
		t.Errorf("%d subscriptions of another party ended", len(ended))
	}
	ended := a.Restrict(a.Identity(), rules{"foo"})
	if len(ended) != 1 || ended[0].SID() != "1" || a.Subscriptions() != 1 {
		t.Errorf("%d subscriptions ended, %d stay", len(ended), a.Subscriptions())
	}
	publisher.batch(t, "foo", "refused")
	publisher.batch(t, "bar", "passes")
	before += "MSG bar 2 6\r\npasses\r\n"
	a.want(t, before)
	a.Begin(nil)
	m := kernel.Message{Subject: []byte("foo"), Frame: []byte("z\r\n")}
	if err := a.Admit(&m); !errors.Is(err, kernel.ErrPublishPermission) {
		t.Errorf("what was remembered is still allowed: %v", err)
	}
	a.End()
	if ended := a.Restrict(a.Identity(), nil); ended != nil {
		t.Errorf("%d subscriptions ended with more rights", len(ended))
	}
	publisher.batch(t, "foo", "again")
	a.want(t, before+"MSG foo 2 5\r\nagain\r\n")
}

// No subscription survives in the router alone, and none that is refused at all.
func TestRestrictWhileSubscribing(t *testing.T) {
	t.Parallel()
	h := newHouse()
	a, publisher := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewStream())
	var work sync.WaitGroup
	work.Go(func() {
		for range 200 {
			a.Restrict(kernel.Identity{}, nil)
			a.Restrict(kernel.Identity{}, rules{"foo"})
		}
	})
	work.Go(func() {
		for range 200 {
			publisher.batch(t, "foo", "x")
		}
	})
	for i := range 2000 {
		a.Begin(nil)
		sub := kernel.NewSubscription(a.Session, []byte("foo"), nil, []byte(strconv.Itoa(i%7)))
		if err := a.Subscribe(sub); err != nil && !errors.Is(err, kernel.ErrSubscribePermission) {
			t.Fatal(err)
		}
		if i%3 == 0 {
			a.Unsubscribe([]byte(strconv.Itoa(i%5)), 0)
		}
		a.End()
	}
	work.Wait()
	if n := a.Subscriptions(); n != 0 {
		t.Errorf("%d refused subscriptions are left", n)
	}
	if n := a.Account().Router().Count(); n != 0 {
		t.Errorf("the router holds %d subscriptions of nobody", n)
	}
}

// A party that becomes another one keeps of its subscriptions what that one may
// have, and publishers know.
func TestBindEndsWhatIsNotAllowed(t *testing.T) {
	t.Parallel()
	h := newHouse()
	publisher, a := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewStream())
	a.subscribe(t, "foo", "", "1")
	a.subscribe(t, ">", "", "2")
	for range 3 { // often enough to be remembered
		publisher.batch(t, "foo", "x")
	}
	before := string(a.stream.Taken())
	if err := a.Bind(kernel.Identity{User: "other"}, rules{"foo"}); err != nil {
		t.Fatal(err)
	}
	if n := a.Subscriptions(); n != 1 {
		t.Errorf("%d subscriptions, want 1", n)
	}
	publisher.batch(t, "foo", "refused")
	publisher.batch(t, "bar", "passes")
	a.want(t, before+"MSG bar 2 6\r\npasses\r\n")
}

// gathering frames messages as a server to another one does.
type gathering struct{ kerneltest.Framer }

func (g gathering) AppendGathered(dst []byte, m *kernel.Message, sub *kernel.Subscription, _ []string) []byte {
	return g.AppendHead(dst, m, sub)
}

// Cut finds no sid: there is none in such frames.
func (g gathering) Cut(b []byte) (subject, sid []byte, body, size int) {
	subject, _, body, size = g.Framer.Cut(b)
	return subject, nil, body, size
}

// What is under way to a gathering peer arrives, though its permissions change.
func TestRestrictGatheringPeer(t *testing.T) {
	t.Parallel()
	h := newHouse()
	publisher, peer := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewStream())
	peer.SetFramer(gathering{kerneltest.Framer{Headers: true}})
	peer.subscribe(t, "foo", "", "1")
	peer.subscribe(t, "bar", "", "2")
	publisher.batch(t, "foo", "a")
	publisher.Begin(nil)
	publisher.publish(t, "foo", "", "b")
	peer.Restrict(kernel.Identity{}, rules{"bar"})
	publisher.End()
	publisher.batch(t, "foo", "c")
	peer.want(t, "MSG foo 1 1\r\na\r\nMSG foo 1 1\r\nb\r\nMSG foo 1 1\r\nc\r\n")
}
