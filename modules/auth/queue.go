package auth

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"sync"
)

// A queue gives turns to those who wait for one, to one network after the other:
// whoever sends logins by the thousand waits behind its own, and others do not.
type queue struct {
	mu      sync.Mutex // guards all below
	free    int        // turns that nobody has; none while somebody waits
	waiting int
	lines   map[netip.Prefix]*line
	order   []*line // all lines, the one whose turn is next in front
}

// A line is those of one network who wait. There is none where nobody does.
type line struct {
	network netip.Prefix
	waiters []chan struct{} // closed to give a turn
}

const (
	waitingMax = 4096 // logins that wait for a turn
	lineMax    = 1024 // of them, those of one network
)

func newQueue(turns int) *queue { return &queue{free: turns, lines: map[netip.Prefix]*line{}} }

// enter waits for a turn, which leave gives back, or until ctx ends. It fails at
// once if too many wait.
func (q *queue) enter(ctx context.Context, from netip.Addr) error {
	turn, network, err := q.join(from)
	if turn == nil {
		return err
	}
	select {
	case <-turn:
	case <-ctx.Done():
		if q.quit(network, turn) {
			return waitingEnded(ctx)
		}
		<-turn // it was given at the same moment
	}
	if ctx.Err() != nil {
		q.leave()
		return waitingEnded(ctx)
	}
	return nil
}

func waitingEnded(ctx context.Context) error {
	return fmt.Errorf("waiting for a turn to compare passwords: %w", ctx.Err())
}

// join takes a free turn and returns nil, or what to wait for.
func (q *queue) join(from netip.Addr) (turn chan struct{}, network netip.Prefix, err error) {
	network = networkOf(from)
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.free > 0 {
		q.free--
		return nil, network, nil
	}
	l := q.lines[network]
	if q.waiting >= waitingMax || l != nil && len(l.waiters) >= lineMax {
		return nil, network, errBusy
	}
	if l == nil {
		l = &line{network: network}
		q.lines[network] = l
		q.order = append(q.order, l)
	}
	turn = make(chan struct{})
	l.waiters = append(l.waiters, turn)
	q.waiting++
	return turn, network, nil
}

// quit takes somebody out who waits no longer, and reports false if it has been
// given its turn.
func (q *queue) quit(network netip.Prefix, turn chan struct{}) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	l := q.lines[network]
	if l == nil {
		return false
	}
	i := slices.Index(l.waiters, turn)
	if i < 0 {
		return false
	}
	l.waiters = slices.Delete(l.waiters, i, i+1)
	q.waiting--
	if len(l.waiters) == 0 {
		delete(q.lines, network)
		q.order = slices.DeleteFunc(q.order, func(o *line) bool { return o == l })
	}
	return true
}

// leave gives a turn to who is next, or back.
func (q *queue) leave() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.order) == 0 {
		q.free++
		return
	}
	l := q.order[0]
	q.order = q.order[1:]
	close(l.waiters[0])
	l.waiters = l.waiters[1:]
	q.waiting--
	if len(l.waiters) == 0 {
		delete(q.lines, l.network)
		return
	}
	q.order = append(q.order, l)
}

// networkOf is what one party usually has for itself: an address, or a network of
// 64 bits for IPv6.
func networkOf(from netip.Addr) netip.Prefix {
	bits := from.BitLen()
	if from.Is6() {
		bits = ipv6Network
	}
	network, _ := from.Prefix(bits) // bits are in range
	return network
}
