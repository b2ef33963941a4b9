package test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"gnatsd/test/harness"
)

// Goal: nothing is lost, doubled, changed or put out of order. Method: publishers and subscribers on bare sockets; each
// payload is the publisher's number and the message's number, and each subscriber checks every byte of every frame.
// A window keeps publishers near the slowest subscriber, so that none is cut off as slow.

const (
	lossSubject = "loss"
	lossPayload = 16               // two 64 bit numbers
	lossBatch   = 500              // messages per write
	lossWindow  = 40 * lossBatch   // messages a publisher may be ahead of the slowest subscriber
	lossStall   = 30 * time.Second // no progress for this long is a failure
)

func TestNothingIsLost(t *testing.T) {
	for _, shape := range []struct {
		name                    string
		publishers, subscribers int
		messages                int // by default, of all publishers together
	}{
		{"1 to 1", 1, 1, 400_000},
		{"1 to 100", 1, 100, 10_000},
		{"4 to 4", 4, 4, 200_000},
	} {
		t.Run(shape.name, func(t *testing.T) {
			messages := shape.messages
			switch {
			case os.Getenv("GNATSD_TEST_FULL") == "1":
				messages = 10_000_000
			case testing.Short() || harness.RaceEnabled:
				messages /= 10
			}
			l := newLossRun(t, harness.Start(t), shape.publishers, shape.subscribers, messages/shape.publishers)
			begin := time.Now()
			if l.run(); t.Failed() {
				return
			}
			t.Logf("%d messages, %d deliveries in %v", messages, messages*shape.subscribers,
				time.Since(begin).Round(time.Millisecond))
		})
	}
}

// lossRun is one shape of publishers and subscribers on one server.
type lossRun struct {
	t    *testing.T
	pubs []*harness.Peer
	subs []*harness.Peer
	each int // messages per publisher

	mu       sync.Mutex
	progress *sync.Cond // of mu; signalled when seen or failed changes
	seen     [][]int    // per subscriber, per publisher
	failed   bool       // somebody gave up, so must all
}

func newLossRun(t *testing.T, s *harness.Server, publishers, subscribers, each int) *lossRun {
	l := &lossRun{t: t, each: each}
	l.progress = sync.NewCond(&l.mu)
	for range publishers {
		p := harness.Greet(t, s).Peer
		p.Patience = lossStall
		l.pubs = append(l.pubs, p)
	}
	for range subscribers {
		c := harness.Greet(t, s)
		c.Send("SUB " + lossSubject + " 1")
		c.Sync()
		l.subs = append(l.subs, c.Peer)
		l.seen = append(l.seen, make([]int, publishers))
	}
	return l
}

func (l *lossRun) run() {
	var wg sync.WaitGroup
	work := func(what string, i int, f func(int) error) {
		wg.Go(func() {
			// Whoever fails first closes all connections, which the others notice.
			if err := f(i); err != nil && l.giveUp() {
				l.t.Errorf("%s %d: %v", what, i, err)
			}
		})
	}
	for i := range l.subs {
		work("subscriber", i, l.subscribe)
	}
	for i := range l.pubs {
		work("publisher", i, l.publish)
	}
	wg.Wait()
}

// giveUp ends all sides: publishers at their window, the rest by closing their connections. It tells whether it was
// called for the first time.
func (l *lossRun) giveUp() bool {
	l.mu.Lock()
	first := !l.failed
	l.failed = true
	l.mu.Unlock()
	l.progress.Broadcast()
	for _, p := range slices.Concat(l.subs, l.pubs) {
		p.Close()
	}
	return first
}

func (l *lossRun) publish(who int) error {
	head := fmt.Sprintf("PUB %s %d\r\n", lossSubject, lossPayload)
	var buf []byte
	for sent := 0; sent < l.each; {
		if !l.admit(who, sent) {
			return nil
		}
		buf = buf[:0]
		for range min(lossBatch, l.each-sent) {
			buf = append(buf, head...)
			buf = appendLossBody(buf, who, sent)
			sent++
		}
		if err := l.pubs[who].Write(buf); err != nil {
			return err
		}
	}
	return l.pubs[who].Sync()
}

// admit waits until a publisher that has sent so many is inside the window; false: somebody has failed.
func (l *lossRun) admit(who, sent int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for !l.failed {
		slowest := sent
		for _, seen := range l.seen {
			slowest = min(slowest, seen[who])
		}
		if sent-slowest < lossWindow {
			return true
		}
		l.progress.Wait()
	}
	return false
}

// subscribe reads and checks frames until it has all of every publisher. Every frame has the same length.
func (l *lossRun) subscribe(i int) error {
	head := fmt.Sprintf("MSG %s 1 %d\r\n", lossSubject, lossPayload)
	var want []byte
	peer, seen := l.subs[i], make([]int, len(l.pubs))
	from := bufio.NewReaderSize(peer.TCP, 128<<10)
	frame := make([]byte, len(head)+lossPayload+2)
	for left := l.each * len(l.pubs); left > 0; {
		if from.Buffered() < len(frame) { // about to wait: tell publishers what is done
			l.report(i, seen)
			if err := peer.TCP.SetReadDeadline(time.Now().Add(lossStall)); err != nil {
				return err
			}
		}
		if ping, err := l.answerPing(peer, from); ping || err != nil {
			if err != nil {
				return fmt.Errorf("with %d messages to come: %w", left, err)
			}
			continue
		}
		if _, err := io.ReadFull(from, frame); err != nil {
			return fmt.Errorf("with %d messages to come: %w", left, err)
		}
		who := binary.BigEndian.Uint64(frame[len(head):])
		if who >= uint64(len(l.pubs)) {
			return fmt.Errorf("a frame of nobody: %q", frame)
		}
		want = appendLossBody(append(want[:0], head...), int(who), seen[who])
		if !bytes.Equal(frame, want) {
			return fmt.Errorf("expected message %d of publisher %d, %q, got %q", seen[who], who, want, frame)
		}
		seen[who]++
		left--
	}
	l.report(i, seen)
	if from.Buffered() > 0 {
		return fmt.Errorf("something follows the last message")
	}
	return peer.Sync()
}

// answerPing reads a PING of the server and answers it, where a frame should begin.
func (l *lossRun) answerPing(peer *harness.Peer, from *bufio.Reader) (bool, error) {
	first, err := from.Peek(1)
	if err != nil || first[0] != 'P' {
		return false, err
	}
	if line, err := from.ReadString('\n'); err != nil || line != "PING\r\n" {
		return false, fmt.Errorf("unexpected %q: %w", line, err)
	}
	return true, peer.Write([]byte("PONG\r\n"))
}

// report publishes a subscriber's own counts.
func (l *lossRun) report(i int, seen []int) {
	l.mu.Lock()
	copy(l.seen[i], seen)
	l.mu.Unlock()
	l.progress.Broadcast()
}

func appendLossBody(buf []byte, who, n int) []byte {
	buf = binary.BigEndian.AppendUint64(buf, uint64(who))
	buf = binary.BigEndian.AppendUint64(buf, uint64(n))
	return append(buf, '\r', '\n')
}
