package test

import (
	"errors"
	"net"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"gnatsd/test/harness"
)

// Goal: a route that breaks, loudly or silently, is found broken and made again. Method: a relay between two nodes
// that can cut and hold what it carries.

// relay carries connections to an address until it is told otherwise.
type relay struct {
	listener net.Listener
	to       string
	work     sync.WaitGroup

	mu    sync.Mutex // guards all below
	conns []net.Conn
	held  chan struct{} // closed when bytes go on; nil: they go
	delay time.Duration // of all bytes
}

func newRelay(t *testing.T, to string) *relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	r := &relay{listener: l, to: to}
	r.work.Go(r.accept)
	t.Cleanup(func() {
		_ = l.Close() // it ends the accepting goroutine, which is all there is to it
		r.release()
		r.cut()
		r.work.Wait()
	})
	return r
}

func (r *relay) accept() {
	for {
		in, err := r.listener.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", r.to)
		if err != nil {
			_ = in.Close() // whose peer sees the end, which is what it should see
			continue
		}
		r.mu.Lock()
		r.conns = append(r.conns, in, out)
		r.mu.Unlock()
		r.work.Go(func() { r.carry(in, out) })
		r.work.Go(func() { r.carry(out, in) })
	}
}

// setDelay makes new connections slow.
func (r *relay) setDelay(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.delay = d
}

// piece is what was read at once.
type piece struct {
	data []byte
	at   time.Time // when it is to be written
	err  error
}

// carry copies until one side ends.
func (r *relay) carry(from, to net.Conn) {
	r.mu.Lock()
	delay := r.delay
	r.mu.Unlock()
	pieces := make(chan piece, 1<<10)
	r.work.Go(func() { // ends with from
		defer close(pieces)
		for {
			buf := make([]byte, 64<<10)
			n, err := from.Read(buf)
			pieces <- piece{buf[:n], time.Now().Add(delay), err}
			if err != nil {
				return
			}
		}
	})
	broken := false
	for p := range pieces {
		r.mu.Lock()
		held := r.held
		r.mu.Unlock()
		if held != nil {
			<-held
		}
		<-time.After(time.Until(p.at))
		if broken {
			continue
		}
		if _, err := to.Write(p.data); err != nil || p.err != nil {
			broken = true
			_ = errors.Join(from.Close(), to.Close()) // an end is an end
		}
	}
}

// cut closes all connections; new ones are carried.
func (r *relay) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.conns {
		_ = c.Close() // an end is an end
	}
	r.conns = nil
}

// hold keeps all bytes back, as a network that has gone away does.
func (r *relay) hold() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held = make(chan struct{})
}

func (r *relay) release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held != nil {
		close(r.held)
		r.held = nil
	}
}

// startRelayed starts two nodes whose route goes through a relay.
func startRelayed(t *testing.T) (a, b *harness.Server, r *relay) {
	t.Helper()
	a = startNode(t, nil)
	r = newRelay(t, strings.TrimPrefix(routeURL(a), "nats://"))
	b = startNode(t, []string{"nats://" + r.listener.Addr().String()})
	settled(t, a, b)
	return a, b, r
}

// healBound is how soon messages cross again. Of several cuts one must be healed so soon: the others may find the
// machine busy. That each is, on a machine that does nothing else, is shown on virtual time (test/sim).
const healBound = 150 * time.Millisecond

// A cut route is back before others would even try: they wait a second.
func TestClusterCutHeals(t *testing.T) {
	t.Parallel()
	a, b, r := startRelayed(t)
	sub := subscribe(t, dial(t, b), "x")
	pub := dial(t, a)
	arrives(t, pub, sub, "x")
	best := harness.Patience
	for range 7 {
		r.cut()
		cut := time.Now()
		lost := 0
		for {
			must(t, pub.Publish("x", nil))
			must(t, pub.Flush())
			if _, err := sub.NextMsg(5 * time.Millisecond); err == nil && time.Since(cut) > 5*time.Millisecond {
				break
			}
			if lost++; time.Since(cut) > harness.Patience {
				t.Fatal("the route does not come back")
			}
		}
		gap := time.Since(cut)
		t.Logf("the first message came %v after the cut", gap)
		best = min(best, gap)
		settled(t, a, b)
	}
	if best > healBound {
		t.Errorf("none of the cuts was healed within %v", healBound)
	}
}

// A server notices by itself, or by the other one, which has noticed first and comes with another route.
var staleRoute = regexp.MustCompile(`Route lost.*Stale Connection|Detected duplicate remote route`)

// A route that carries nothing any more, without a word, is noticed and made again. That it takes no more than ten
// seconds when the machine has nothing else to do is shown on virtual time (test/sim).
func TestClusterNoticesSilence(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes nine seconds")
	}
	a, b, r := startRelayed(t)
	r.hold()
	held := time.Now()
	for _, s := range []*harness.Server{a, b} {
		s.WaitLog(staleRoute)
		t.Logf("noticed after %v", time.Since(held))
	}
	r.release()
	sub := subscribe(t, dial(t, b), "x")
	arrives(t, dial(t, a), sub, "x")
}
