package load

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"
)

// The subjects of a round trip.
const (
	requestSubject = "service.request"
	replySubject   = "_INBOX.bench.reply"
)

// RoundTrip is a requester and a responder connected through one server, one message in flight.
type RoundTrip struct {
	requester, responder *Conn
	request, answer      []byte // prebuilt publish frames
	requestFrame         Frame  // as the responder receives it
	answerFrame          Frame  // as the requester receives it
	done                 chan error
}

// OpenRoundTrip connects both sides and starts the responder. The caller closes the RoundTrip.
func OpenRoundTrip(ctx context.Context, endpoint Endpoint, payload int) (*RoundTrip, error) {
	request := Message{Subject: requestSubject, Reply: replySubject, Payload: filler(payload)}
	answer := Message{Subject: replySubject, Payload: filler(payload)}
	dialect := endpoint.Dialect
	r := &RoundTrip{
		request:      dialect.AppendPublish(nil, request),
		answer:       dialect.AppendPublish(nil, answer),
		requestFrame: dialect.Delivery(request, soloSID),
		answerFrame:  dialect.Delivery(answer, soloSID),
		done:         make(chan error, 1),
	}
	subjects := []string{requestSubject, replySubject}
	conns, err := DialMany(ctx, endpoint, Duplex, len(subjects), func(i int, c *Conn) error {
		if err := dialect.Subscribe(c, []Subscription{{Subject: subjects[i], SID: soloSID}}); err != nil {
			return err
		}
		return c.block()
	})
	if err != nil {
		return nil, fmt.Errorf("opening requester and responder: %w", err)
	}
	r.responder, r.requester = conns[0], conns[1]
	go func() { r.done <- r.respond() }()
	return r, nil
}

// Run makes round trips for the given time and returns how long each took in nanoseconds, in ascending order.
func (r *RoundTrip) Run(ctx context.Context, duration time.Duration) ([]int64, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	receiver := receiver{conn: r.requester, counter: counter{frame: r.answerFrame}}
	samples := make([]int64, 0, 1<<16)
	deadline := time.Now().Add(duration)
	for start := time.Now(); start.Before(deadline) && ctx.Err() == nil; {
		if _, err := r.requester.Write(r.request); err != nil {
			return nil, fmt.Errorf("sending a request: %w", err)
		}
		if err := receiver.receive(); err != nil {
			return nil, fmt.Errorf("waiting for the answer: %w", err)
		}
		end := time.Now()
		samples = append(samples, end.Sub(start).Nanoseconds())
		start = end
	}
	slices.Sort(samples)
	return samples, ctx.Err()
}

// Close ends both connections and waits for the responder.
func (r *RoundTrip) Close() {
	CloseAll([]*Conn{r.requester, r.responder})
	<-r.done //nolint:errcheck // it says that the connection was closed under it
}

func (r *RoundTrip) respond() error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	receiver := receiver{conn: r.responder, counter: counter{frame: r.requestFrame}}
	for {
		if err := receiver.receive(); err != nil {
			return err
		}
		if _, err := r.responder.Write(r.answer); err != nil {
			return err
		}
	}
}

// receiver takes single messages off a connection.
type receiver struct {
	conn    *Conn
	counter counter
	buffer  [16 << 10]byte
}

// receive returns when one whole message has arrived.
func (r *receiver) receive() error {
	for missing := r.counter.frame.Length; missing > 0; {
		n, err := r.conn.Read(r.buffer[:])
		if err != nil {
			return err
		}
		controls := r.counter.controls
		messages, err := r.counter.count(r.buffer[:n])
		if err == nil && r.counter.controls > controls {
			err = r.conn.pong()
		}
		if err != nil {
			return err
		}
		missing -= messages
	}
	return nil
}
