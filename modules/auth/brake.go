package auth

import (
	"context"
	"net/netip"
	"sync"
	"time"
)

// What the brake lets pass and how it slows down what it does not. Behind one
// address may be many honest clients, so it delays and never refuses.
const (
	brakeFree    = 30 // failures within brakeWindow that are answered at once
	brakeWindow  = 10 * time.Second
	brakeFirst   = 250 * time.Millisecond // doubled with every further brakeFree failures
	brakeMost    = 2 * time.Second
	brakeTracked = 4096 // addresses; more share one count
	ipv6Network  = 64   // bits: one party usually has a network of its own
)

// A brake slows down addresses that fail to log in again and again.
type brake struct {
	now func() time.Time

	mu     sync.Mutex // guards all below
	failed map[netip.Prefix]*failures
	swept  time.Time // last: looking at all of them for each failure would be a flood's work
}

type failures struct {
	since time.Time
	count int
}

func newBrake() *brake { return &brake{now: time.Now, failed: map[netip.Prefix]*failures{}} }

// failure counts one and returns how long its answer is to be held back.
func (b *brake) failure(from netip.Addr) time.Duration {
	network := networkOf(from)
	now := b.now()
	b.mu.Lock()
	defer b.mu.Unlock()
	f := b.failed[network]
	if f == nil {
		if len(b.failed) >= brakeTracked && now.Sub(b.swept) >= time.Second {
			b.swept = now
			b.sweep(now)
		}
		if len(b.failed) >= brakeTracked {
			network = netip.Prefix{}
			f = b.failed[network]
		}
		if f == nil {
			f = &failures{since: now}
			b.failed[network] = f
		}
	}
	if periods := int(now.Sub(f.since) / brakeWindow); periods > 0 {
		f.count >>= min(periods, 31) // forgiven by half with each window
		f.since = now
	}
	f.count++
	return delay(f.count)
}

func delay(count int) time.Duration {
	d := time.Duration(0)
	for over := count - brakeFree; over > 0 && d < brakeMost; over -= brakeFree {
		d = max(brakeFirst, 2*d)
	}
	return min(d, brakeMost)
}

// sweep forgets who has been quiet.
func (b *brake) sweep(now time.Time) {
	for network, f := range b.failed {
		if now.Sub(f.since) > 2*brakeWindow {
			delete(b.failed, network)
		}
	}
}

// hold waits until the answer may go out or ctx ends.
func (b *brake) hold(ctx context.Context, from netip.Addr) {
	d := b.failure(from)
	if d == 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
