package jetstream

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"gnatsd/kernel"
	"gnatsd/modules/cluster/interest"
)

// Subject is the interest, in the system account, by which a server offers the
// API.
const Subject = "$JS.API.>"

// served are the requests that are brought to the system account. The API has
// more subjects, of the account of the stream.
var served = []string{
	"$JS.API.INFO", "$JS.API.STREAM.>", "$JS.API.CONSUMER.CREATE.>", "$JS.API.CONSUMER.DURABLE.>",
	"$JS.API.CONSUMER.NAMES.>", "$JS.API.CONSUMER.LIST.>", "$JS.API.CONSUMER.INFO.>", "$JS.API.CONSUMER.DELETE.>",
	"$JS.API.CONSUMER.PAUSE.>", "$JS.API.CONSUMER.LEADER.>", "$JS.API.CONSUMER.RESET.>", "$JS.API.CONSUMER.UNPIN.>",
	"$JS.API.META.>", "$JS.API.SERVER.>", "$JS.API.ACCOUNT.>",
}

// Bridge carries requests from clients to servers with streams, and answers
// back.
type Bridge struct {
	kernel   *kernel.Kernel
	interest *interest.Interest
	server   string
	prefix   string // of the subjects for answers: "_R_.abc123."

	answering sync.Mutex      // held by who publishes as speaker; taken before mu, if both
	speaker   *kernel.Session // set before the first request

	mu       sync.Mutex // guards all below
	listener *kernel.Session
	servers  map[*kernel.Link]struct{} // that offer the API
	info     []byte                    // the header that says who asks
	pending  waiting
}

// New makes a bridge of the server of that name.
func New(k *kernel.Kernel, i *interest.Interest, server string) *Bridge {
	return &Bridge{
		kernel: k, interest: i, server: server, prefix: "_R_." + token() + ".", servers: map[*kernel.Link]struct{}{},
		pending: newWaiting(),
	}
}

// Offered notes that a server offers the API to members of the cluster of that
// name, which is also this server's.
func (b *Bridge) Offered(l *kernel.Link, cluster string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, known := b.servers[l]; known {
		return nil
	}
	asking, _ := json.Marshal(map[string]any{ // strings and numbers always encode
		"acc": kernel.GlobalAccount, "cluster": cluster, "server": b.server, "rtt": 0,
		"kind": "Client", "client_type": "nats",
	})
	b.info = []byte("Nats-Request-Info: " + string(asking) + "\r\n")
	l.Send([]byte("RS+ " + kernel.SystemAccount + " " + b.prefix + ">\r\n"))
	b.servers[l] = struct{}{}
	return b.listen()
}

// Withdrawn notes that a server does not offer the API any more, or is gone.
func (b *Bridge) Withdrawn(l *kernel.Link) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.servers, l)
	if len(b.servers) == 0 && b.listener != nil {
		b.listener.UnsubscribeAll()
	}
}

// listen makes the subscriptions if they are not there. The lock is held.
func (b *Bridge) listen() (err error) {
	if b.listener == nil {
		nothing := func(*kernel.Subscription, *kernel.Message) {}
		if b.speaker, err = b.kernel.Part(kernel.GlobalAccount, nothing); err != nil {
			return err
		}
		if b.listener, err = b.kernel.Part(kernel.GlobalAccount, b.ask); err != nil {
			return err
		}
		b.interest.Hide(b.listener) // I3
	}
	if b.listener.Subscriptions() > 0 {
		return nil
	}
	for i, subject := range served {
		sub := kernel.NewSubscription(b.listener, []byte(subject), nil, []byte(strconv.Itoa(i)))
		if err := b.listener.Subscribe(sub); err != nil {
			return fmt.Errorf("listening to %s: %w", subject, err)
		}
	}
	return nil
}

// ask brings a client's request to all servers that offer the API: the right one
// answers.
func (b *Bridge) ask(_ *kernel.Subscription, m *kernel.Message) {
	if m.Routed {
		return // I2
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	reply := ""
	if len(m.Reply) > 0 {
		reply = b.prefix + b.pending.add(string(m.Reply), time.Now()) + " "
	}
	const empty = "NATS/1.0\r\n\r\n"
	header, body := []byte(empty), m.Frame
	if m.HeaderSize > 0 {
		header, body = m.Frame[:m.HeaderSize], m.Frame[m.HeaderSize:]
	}
	size := len(header) + len(b.info)
	out := fmt.Appendf(nil, "HMSG %s %s %s%d %d\r\n", kernel.SystemAccount, m.Subject, reply, size, size+len(body)-2)
	out = append(append(append(out, header[:len(header)-2]...), b.info...), "\r\n"...)
	out = append(out, body...)
	for l := range b.servers {
		l.Send(out)
	}
}

// Answer gives a message of the system account to the client that waits for it,
// if one does. The message is borrowed.
func (b *Bridge) Answer(m *kernel.Message) {
	id, ours := bytes.CutPrefix(m.Subject, []byte(b.prefix))
	if !ours {
		return
	}
	b.mu.Lock()
	reply, waits := b.pending.take(string(id))
	b.mu.Unlock()
	if !waits {
		return
	}
	answer := kernel.Message{Subject: []byte(reply), HeaderSize: m.HeaderSize, Frame: m.Frame}
	b.answering.Lock()
	defer b.answering.Unlock()
	b.speaker.Begin(nil)
	defer b.speaker.End()
	if b.speaker.Admit(&answer) == nil {
		b.speaker.Deliver(&answer)
	}
}

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// token makes a word that no other is likely to have.
func token() string {
	var b [10]byte
	for i := range b {
		b[i] = letters[rand.IntN(len(letters))] //nolint:gosec // it is no secret
	}
	return string(b[:])
}
