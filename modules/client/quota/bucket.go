package quota

import (
	"sync"
	"time"

	"gnatsd/kernel"
)

// A Bucket holds a second's worth of what its rate allows. The zero value holds
// back nothing.
type Bucket struct {
	mu       sync.Mutex // guards all below
	rate     kernel.Rate
	messages float64 // tokens; negative: owed
	bytes    float64
	last     time.Time // when tokens were last added, zero: never
}

// Set changes the rate. A bucket that had another one starts full.
func (b *Bucket) Set(rate kernel.Rate) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rate != rate {
		b.rate, b.messages, b.bytes = rate, float64(rate.Messages), float64(rate.Bytes)
	}
}

// Take takes a message of so many bytes and returns 0, or takes nothing and
// returns how long it is until something may be taken.
func (b *Bucket) Take(now time.Time, size int) (wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if wait = b.owed(now); wait == 0 {
		b.messages--
		b.bytes -= float64(size)
	}
	return wait
}

// Refuses reports whether what is too much is to be refused, not to wait.
func (b *Bucket) Refuses() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rate.Refuse
}

// full reports whether nothing would be won by starting anew.
func (b *Bucket) full(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.owed(now)
	return b.messages >= float64(b.rate.Messages) && b.bytes >= float64(b.rate.Bytes)
}

// owed adds what has come since the last time and returns how long it takes
// until there is a token of each kind that is limited.
func (b *Bucket) owed(now time.Time) time.Duration {
	seconds := now.Sub(b.last).Seconds()
	if b.last.IsZero() || seconds < 0 {
		seconds = 0
	}
	b.last = now
	return max(
		fill(&b.messages, float64(b.rate.Messages), seconds),
		fill(&b.bytes, float64(b.rate.Bytes), seconds),
	)
}

func fill(tokens *float64, perSecond, seconds float64) time.Duration {
	if perSecond <= 0 {
		*tokens = 0
		return 0
	}
	*tokens = min(perSecond, *tokens+perSecond*seconds)
	if *tokens >= 1 {
		return 0
	}
	return max(time.Duration((1-*tokens)/perSecond*float64(time.Second)), time.Microsecond)
}
