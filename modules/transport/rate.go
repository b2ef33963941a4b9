package transport

import (
	"sync"
	"time"
)

// defaultRate is how many handshakes may begin in a second: each costs about as
// much as thousands of messages.
const defaultRate = 500

// rate is a bucket of tokens that holds those of one second.
type rate struct {
	perSecond int // 0 or less: no limit

	mu     sync.Mutex // guards all below
	tokens float64
	last   time.Time
}

// admit takes a token if there is one.
func (r *rate) admit(now time.Time) bool {
	if r.perSecond <= 0 {
		return true
	}
	most := float64(r.perSecond)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last.IsZero() {
		r.tokens = most
	} else {
		r.tokens = min(most, r.tokens+now.Sub(r.last).Seconds()*most)
	}
	r.last = now
	if r.tokens < 1 {
		return false
	}
	r.tokens--
	return true
}
