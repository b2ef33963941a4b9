package kernel

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
)

// A publisher is a session as the source of messages: what it has in hand and
// what it remembers of where messages go. All of it belongs to the session's own
// goroutine.
type publisher struct {
	party    *Session // whose publisher it is
	stage    *Stage   // nil between batches of a party that has never published
	memo     *memo    // nil until it publishes
	verdict  *fanout  // that Admit found, for Deliver
	ruled    *permit  // under which memo and verdict were found
	received traffic
	noReply  []byte // scratch of the no-responders message
}

// Begin starts a read batch, or goes on with one: the borrowed slices of the
// messages published from now on lie in the chunk in, or anywhere if in is nil.
func (pub *publisher) Begin(in *Chunk) {
	pub.attached().begin(in)
	if pub.party.permissions.Load() != pub.ruled {
		pub.forget()
	}
}

// End hands over what the batch has staged, and may hold the publisher back.
func (pub *publisher) End() {
	if pub.stage == nil {
		return
	}
	pub.stage.flush()
	pub.stage.in = nil
	if len(pub.stage.orphans) > 0 {
		pub.repick()
	}
	pub.received.publish(pub.memo)
	if pub.memo == nil {
		pub.detach()
	}
}

// Reply stages bytes for the party itself, behind all that it has been staged.
// They are copied.
func (pub *publisher) Reply(b []byte) { pub.attached().reply(b) }

// Flush hands over what is staged, in the middle of a batch.
func (pub *publisher) Flush() { pub.attached().flush() }

// forget drops what was found for subjects under other permissions, or in
// another account.
func (pub *publisher) forget() {
	if pub.memo != nil || pub.verdict != nil {
		pub.attached().closeRun() // of a fanout in the memo
		pub.memo, pub.verdict = nil, nil
	}
	pub.ruled = pub.party.permissions.Load()
}

// settle hands over what this session has staged for itself: it was matched
// before the removal that follows.
func (pub *publisher) settle() {
	st := pub.attached()
	st.closeRun()
	if st.own.touched {
		st.flush()
	}
}

// retire takes out subscriptions, found in this publisher's account, that have
// had their last message. They are no longer among their session's.
func (pub *publisher) retire(subs []*Subscription) {
	for _, sub := range subs {
		pub.party.Account().router.Remove(sub)
		pub.party.kernel.unsubscribed(sub)
	}
}

// stages are lent to sessions that do not publish for the length of a batch: of
// ten thousand subscribers few need one at the same time.
var stages = sync.Pool{New: func() any { return &Stage{random: rand.Uint64() | 1} }}

// attached returns the session's stage, borrowed for now if it has none.
func (pub *publisher) attached() *Stage {
	if pub.stage == nil {
		st := stages.Get().(*Stage)
		st.session = pub.party
		st.own.out, st.own.self = pub.party.out, true
		st.generation = pub.party.Account().router.Generation()
		pub.stage = st
	}
	return pub.stage
}

// detach gives the stage back, which holds nothing of this session any more, or
// leaves it to the collector with the lanes of a publisher.
func (pub *publisher) detach() {
	st := pub.stage
	pub.stage = nil
	if st == nil || st.lanes.slots != nil {
		return
	}
	st.session, st.own.out = nil, nil
	stages.Put(st)
}

// traffic counts what a session receives: by its own goroutine alone, made
// visible to others once a batch.
type traffic struct {
	messages, bytes int64
	looked          atomic.Pointer[looked] // nil until a subject was looked up
	shown           struct{ messages, bytes atomic.Int64 }
}

func (t *traffic) note(m *Message) {
	t.messages++
	t.bytes += int64(m.Size())
}

// more counts what m stands for beside the message that was noted.
func (t *traffic) more(m *Message) {
	n := int64(m.count() - 1)
	t.messages += n
	t.bytes += n * int64(m.Size())
}

// Received returns how many messages the party has sent, and their bytes with
// headers but without framing, as of its last batch.
func (pub *publisher) Received() (messages, bytes int64) {
	return pub.received.shown.messages.Load(), pub.received.shown.bytes.Load()
}
