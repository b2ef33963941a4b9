package logging

import (
	"fmt"
	"sync"
	"time"

	"go.uber.org/zap/zapcore"
)

const (
	repeatWindow  = 10 * time.Second
	repeatKeysMax = 256 // texts that are counted at a time; more are not
)

// repeats holds back what is said over and over: of warnings and errors of one
// text, so many are written in a window, and of the others their number.
type repeats struct {
	max int // 0: all are written

	mu   sync.Mutex // guards seen
	seen map[repeatKey]*repeated
}

type repeatKey struct {
	level        zapcore.Level
	logger, text string
}

type repeated struct {
	since   time.Time
	written int
	held    int
}

// admit says whether the entry is to be written, and what is to be written in
// front of it about windows that are over.
func (r *repeats) admit(entry zapcore.Entry) (bool, []zapcore.Entry) {
	if r.max == 0 {
		return true, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	summaries := r.sweep(entry.Time, repeatWindow)
	if entry.Level < zapcore.WarnLevel || entry.Level > zapcore.ErrorLevel {
		return true, summaries
	}
	key := repeatKey{entry.Level, entry.LoggerName, entry.Message}
	count := r.seen[key]
	if count == nil {
		if len(r.seen) >= repeatKeysMax {
			return true, summaries
		}
		count = &repeated{since: entry.Time}
		r.seen[key] = count
	}
	if count.written >= r.max {
		count.held++
		return false, summaries
	}
	count.written++
	return true, summaries
}

// rest returns what is to be said of everything held back so far.
func (r *repeats) rest(now time.Time) []zapcore.Entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sweep(now, 0)
}

func (r *repeats) sweep(now time.Time, window time.Duration) []zapcore.Entry {
	var summaries []zapcore.Entry
	for key, count := range r.seen {
		if now.Sub(count.since) < window {
			continue
		}
		delete(r.seen, key)
		if count.held > 0 {
			summaries = append(summaries, zapcore.Entry{
				Level: key.level, LoggerName: key.logger, Time: now,
				Message: fmt.Sprintf("%s (repeated %d more times in %v)", key.text, count.held,
					now.Sub(count.since).Round(time.Second)),
			})
		}
	}
	return summaries
}
