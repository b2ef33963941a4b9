package load

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// WindowBytes is how far a publisher may be ahead of one subscriber. Large, so that the server always finds
	// its sockets full and is measured at its best batch sizes.
	WindowBytes = 8 << 20
	// FleetBytes bounds the windows of all subscribers together, and so the memory a fan-out may need and the time
	// it takes to arrive when the publishers have stopped. A Shape may ask for another bound.
	FleetBytes = 64 << 20
	// BlockBytes is the most a publisher writes at once.
	BlockBytes = 128 << 10
	// soloSID is the sid of a connection's only subscription.
	soloSID = "1"
)

// Shape says who publishes what to whom.
type Shape struct {
	Payload     int    // bytes
	Publishers  int    // connections that publish
	Subscribers int    // connections that subscribe
	Subjects    int    // distinct subjects published to, in random order
	Spread      bool   // each subject has one subscriber; otherwise each subscriber wants all subjects
	Wildcard    bool   // subscribe by one wildcard instead of each subject
	Queue       string // queue group that all subscribers are members of
	FleetBytes  int64  // bound instead of the package's FleetBytes, zero for that one
}

// shared reports whether the subscribers share the messages, so that each is delivered once.
func (s Shape) shared() bool { return s.Spread || s.Queue != "" }

// Copies is how often each message is delivered.
func (s Shape) Copies() int {
	if s.shared() {
		return min(s.Subscribers, 1)
	}
	return s.Subscribers
}

// window is how far publishers may be ahead of each subscriber, in delivered bytes.
func (s Shape) window() int64 {
	fleet := s.FleetBytes
	if fleet == 0 {
		fleet = FleetBytes
	}
	return min(WindowBytes, fleet/int64(max(1, s.Copies())))
}

// Tally is what one Run did.
type Tally struct {
	Published int64
	Delivered int64
	Lost      int64
	Gap       time.Duration // longest time in which a subscriber received nothing
}

// Stream is a set of publishers and subscribers connected to one server.
type Stream struct {
	endpoint   Endpoint
	epoch      time.Time // when it was opened
	shape      Shape
	frame      Frame
	window     *Window
	progresses []*Progress
	publishers []*Conn
	scripts    []*script
	readers    []*Conn
	running    sync.WaitGroup
	gap        atomic.Int64 // longest of this run, in nanoseconds
	started    atomic.Int64 // when the run did, in nanoseconds since epoch

	mu       sync.Mutex // guards failures
	failures []error    // what ended subscribers before Close
}

// OpenStream connects everything and returns when all subscriptions are in force. The caller closes the Stream.
func OpenStream(ctx context.Context, endpoint Endpoint, shape Shape) (*Stream, error) {
	s := &Stream{endpoint: endpoint, shape: shape, epoch: time.Now()}
	message := Message{Subject: Subject(0), Payload: filler(shape.Payload)}
	s.frame = endpoint.Dialect.Delivery(message, s.subscriptions(0)[0].SID)
	if err := s.connect(ctx); err != nil {
		s.Close()
		return nil, err
	}
	size := shape.window()
	s.window = NewWindow(size, s.progresses)
	messagesMax := int(size/4) / s.frame.Length / shape.Publishers
	for range shape.Publishers {
		s.scripts = append(s.scripts,
			newScript(endpoint.Dialect, message.Payload, shape.Subjects, BlockBytes, messagesMax))
	}
	return s, nil
}

// WarmUp is Run that goes on until each publisher has published to all subjects at least once.
func (s *Stream) WarmUp(ctx context.Context, duration time.Duration) error {
	_, err := s.run(ctx, duration, len(s.scripts[0].blocks))
	return err
}

// Run publishes for the given time, waits until everything has arrived and says what happened. What the server cut or
// dropped is in Tally.Lost, together with an error that says how.
func (s *Stream) Run(ctx context.Context, duration time.Duration) (Tally, error) {
	return s.run(ctx, duration, 1)
}

// run has each publisher write for the given time and at least that many blocks.
func (s *Stream) run(ctx context.Context, duration time.Duration, blocks int) (Tally, error) {
	received := s.received()
	s.gap.Store(0)
	s.started.Store(int64(time.Since(s.epoch)))
	deadline := time.Now().Add(duration)
	results := make(chan publishResult, len(s.publishers))
	for i := range s.publishers {
		s.running.Go(func() {
			results <- s.publish(ctx, s.publishers[i], s.scripts[i], deadline, blocks)
		})
	}
	var tally Tally
	var errs []error
	for range s.publishers {
		result := <-results
		tally.Published += result.messages
		errs = append(errs, result.err)
	}
	errs = append(errs, s.window.Drain(ctx))
	tally.Delivered = (s.received() - received) / int64(s.frame.Length)
	tally.Gap = time.Duration(s.gap.Load())
	tally.Lost = tally.Published*int64(s.shape.Copies()) - tally.Delivered
	return tally, errors.Join(append(errs, s.takeFailures())...)
}

// Close ends all connections and waits for the goroutines.
func (s *Stream) Close() {
	CloseAll(s.publishers)
	CloseAll(s.readers)
	s.running.Wait()
}

type publishResult struct {
	messages int64
	err      error
}

// publish writes blocks, then waits until all has arrived and the server has processed what nobody listens to.
func (s *Stream) publish(ctx context.Context, c *Conn, script *script, deadline time.Time,
	blocks int,
) (result publishResult) {
	for ; blocks > 0 || time.Now().Before(deadline); blocks-- {
		block := script.take()
		if result.err = s.window.Reserve(ctx, int64(block.messages*s.frame.Length)); result.err != nil {
			return result
		}
		if _, err := c.Write(block.bytes); err != nil {
			result.err = fmt.Errorf("publishing: %w", err)
			return result
		}
		result.messages += int64(block.messages)
	}
	if result.err = s.window.Drain(ctx); result.err != nil {
		return result
	}
	if err := c.handshake(func() error { return s.endpoint.Dialect.Flush(c) }); err != nil {
		result.err = fmt.Errorf("flushing a publisher: %w", err)
	}
	return result
}

// connect opens the subscribers, then the publishers.
func (s *Stream) connect(ctx context.Context) error {
	if s.shape.shared() && s.shape.Subscribers > 0 {
		s.progresses = []*Progress{NewProgress()}
	}
	far := s.endpoint
	far.Address = cmp.Or(far.Far, far.Address)
	readers, err := DialMany(ctx, far, Subscriber, s.shape.Subscribers, func(i int, c *Conn) error {
		return s.endpoint.Dialect.Subscribe(c, s.subscriptions(i))
	})
	s.readers = readers
	if err != nil {
		return fmt.Errorf("opening subscribers: %w", err)
	}
	for _, c := range s.readers {
		if !s.shape.shared() {
			s.progresses = append(s.progresses, NewProgress())
		}
		progress := s.progresses[len(s.progresses)-1]
		s.running.Go(func() { s.subscribe(c, progress) })
	}
	s.publishers, err = DialMany(ctx, s.endpoint, Publisher, s.shape.Publishers, nil)
	if err != nil {
		return fmt.Errorf("opening publishers: %w", err)
	}
	return nil
}

// subscriptions returns what the i-th subscriber asks for.
func (s *Stream) subscriptions(i int) []Subscription {
	switch {
	case s.shape.Wildcard:
		return []Subscription{{Subject: AnySubject, Queue: s.shape.Queue, SID: soloSID}}
	case s.shape.Subjects == 1:
		return []Subscription{{Subject: Subject(0), Queue: s.shape.Queue, SID: soloSID}}
	}
	first, step := 0, 1
	if s.shape.Spread {
		first, step = i, s.shape.Subscribers
	}
	var subscriptions []Subscription
	for subject := first; subject < s.shape.Subjects; subject += step {
		subscriptions = append(subscriptions,
			Subscription{Subject: Subject(subject), Queue: s.shape.Queue, SID: SID(subject)})
	}
	return subscriptions
}

// subscribe counts what arrives until the connection ends.
func (s *Stream) subscribe(c *Conn, progress *Progress) {
	counter := counter{frame: s.frame}
	last := int64(0)
	s.fail(c.drain(func(read []byte) error {
		last = s.tick(last)
		controls := counter.controls
		messages, err := counter.count(read)
		progress.Add(int64(messages))
		if err == nil && counter.controls > controls {
			err = c.pong()
		}
		return err
	}))
	if !s.shape.shared() {
		progress.Close()
	}
}

// tick notes how long a subscriber that had received something at the given time has received nothing, and returns the
// time, in nanoseconds since epoch.
func (s *Stream) tick(last int64) int64 {
	now := int64(time.Since(s.epoch))
	gap := now - max(last, s.started.Load())
	for most := s.gap.Load(); gap > most && !s.gap.CompareAndSwap(most, gap); most = s.gap.Load() {
	}
	return now
}

// received sums what all subscribers received.
func (s *Stream) received() int64 {
	var sum int64
	for _, progress := range s.progresses {
		sum += progress.Received()
	}
	return sum
}

func (s *Stream) fail(err error) {
	if errors.Is(err, net.ErrClosed) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures = append(s.failures, err)
}

func (s *Stream) takeFailures() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	failures := s.failures
	s.failures = nil
	if len(failures) == 0 {
		return nil
	}
	return fmt.Errorf("%d subscribers were cut: %w", len(failures), failures[0])
}
