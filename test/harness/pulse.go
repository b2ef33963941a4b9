package harness

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"
	"time"
)

// pulseInterval is the time between two beats: often enough to notice a hiccup, too seldom to be a load.
const pulseInterval = 2 * time.Millisecond

// Pulse is a healthy publisher and subscriber on the same server. Each beat must arrive, in order and unchanged.
type Pulse struct {
	t      testing.TB
	sub    *Peer
	pub    *Peer
	cancel context.CancelFunc
	ended  chan error // one error, or nil, of each of the two goroutines
	sent   int        // of the publishing goroutine, read after it ended
	seen   atomic.Int64
}

// StartPulse connects both sides to the server and lets it beat until Check.
func StartPulse(t testing.TB, s *Server) *Pulse {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p := &Pulse{t: t, sub: Greet(t, s).Peer, pub: Greet(t, s).Peer, cancel: cancel, ended: make(chan error, 2)}
	if err := p.sub.Send("SUB pulse 1"); err != nil {
		t.Fatal(err)
	}
	if err := p.sub.Sync(); err != nil {
		t.Fatal(err)
	}
	go func() { p.ended <- p.beat(ctx) }()
	go func() { p.ended <- p.feel() }()
	t.Cleanup(cancel)
	return p
}

// Beats returns how many beats have arrived.
func (p *Pulse) Beats() int64 { return p.seen.Load() }

// Check stops the pulse and fails the test if a beat was lost, changed, or neither side lived to the end.
func (p *Pulse) Check() {
	p.t.Helper()
	p.cancel()
	for range 2 {
		if err := <-p.ended; err != nil {
			p.t.Errorf("a healthy publisher and subscriber were disturbed: %v", err)
			p.sub.Close()
			p.pub.Close()
		}
	}
	if seen := p.Beats(); seen == 0 || seen != int64(p.sent) {
		p.t.Errorf("a healthy subscriber got %d messages of %d", seen, p.sent)
	}
}

// beat publishes numbers until the context ends, then the word that ends the other side.
func (p *Pulse) beat(ctx context.Context) error {
	tick := time.NewTicker(pulseInterval)
	defer tick.Stop()
	for {
		text := strconv.Itoa(p.sent)
		if err := p.publish(text); err != nil {
			return err
		}
		p.sent++
		select {
		case <-tick.C:
		case <-ctx.Done():
			return p.publish("end")
		}
	}
}

// publish sends one message and waits until the server has taken it, which reads the server's PINGs too.
func (p *Pulse) publish(text string) error {
	if err := p.pub.Send(fmt.Sprintf("PUB pulse %d", len(text)), text); err != nil {
		return err
	}
	return p.pub.Sync()
}

// feel reads the numbers in order until the last word.
func (p *Pulse) feel() error {
	for {
		head, err := p.sub.ReadLine()
		if err != nil {
			return err
		}
		body, err := p.sub.ReadLine()
		if err != nil {
			return err
		}
		want := strconv.FormatInt(p.seen.Load(), 10)
		if head == "MSG pulse 1 3" && body == "end" {
			return nil
		}
		if head != fmt.Sprintf("MSG pulse 1 %d", len(want)) || body != want {
			return fmt.Errorf("expected beat %s, got %s %s", want, Quote(head), Quote(body))
		}
		p.seen.Add(1)
	}
}
