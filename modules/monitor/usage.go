package monitor

import (
	"math"
	"sync"
	"time"
)

// usage reads what the process uses of the machine. CPU is measured between
// readings that are a second or more apart; in between the last value holds.
type usage struct {
	mu   sync.Mutex // guards all below
	at   time.Time
	used time.Duration
	cpu  float64
}

// read returns resident memory in bytes and CPU in percent of one core, with one
// decimal.
func (u *usage) read(now time.Time) (memory int64, cpu float64) {
	memory, used := processUsage()
	u.mu.Lock()
	defer u.mu.Unlock()
	if since := now.Sub(u.at); since >= time.Second {
		if !u.at.IsZero() {
			u.cpu = math.Round(1000*float64(used-u.used)/float64(since)) / 10
		}
		u.at, u.used = now, used
	}
	return memory, u.cpu
}
