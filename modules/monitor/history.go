package monitor

import (
	"context"
	"sync"
	"time"

	"gnatsd/kernel/status"
)

// A history remembers a quarter of an hour of traffic, one sample a second, so
// that a chart has a past when it is opened.
type history struct {
	mu      sync.Mutex // guards samples and next
	samples []sample   // a ring; grows up to historyMax
	next    int
}

const (
	historyStep = time.Second
	historyMax  = 900
)

// A sample is the counters at one time.
type sample struct {
	Time     int64  `json:"t"` // Unix milliseconds
	InMsgs   uint64 `json:"in_msgs"`
	OutMsgs  uint64 `json:"out_msgs"`
	InBytes  uint64 `json:"in_bytes"`
	OutBytes uint64 `json:"out_bytes"`
}

func (h *history) add(s sample) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.samples) < historyMax {
		h.samples = append(h.samples, s)
		return
	}
	h.samples[h.next] = s
	h.next = (h.next + 1) % historyMax
}

// all returns the samples, oldest first.
func (h *history) all() []sample {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := make([]sample, 0, len(h.samples))
	return append(append(all, h.samples[h.next:]...), h.samples[:h.next]...)
}

// record takes samples until ctx ends.
func (m *Monitor) record(ctx context.Context) {
	tick := time.NewTicker(historyStep)
	defer tick.Stop()
	for {
		var s status.Server
		m.traffic(&s)
		m.usage.read(time.Now()) // so that what /varz says is of the last second
		m.history.add(sample{time.Now().UnixMilli(), s.InMsgs, s.OutMsgs, s.InBytes, s.OutBytes})
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// answer answers /api/v1/history.
func (h *history) answer(begin stamp) (any, error) {
	return struct {
		stamp
		Step    float64  `json:"step_s"`
		Samples []sample `json:"samples"`
	}{begin, historyStep.Seconds(), h.all()}, nil
}
