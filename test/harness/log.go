package harness

import (
	"bytes"
	"regexp"
	"sync"
	"time"
)

// Log collects what a server process writes and lets tests wait for it. Safe for concurrent use.
type Log struct {
	mu      sync.Mutex // guards all below
	text    []byte
	changed chan struct{} // closed and replaced by every write
}

func newLog() *Log { return &Log{changed: make(chan struct{})} }

// Write appends p; it never fails.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, p...)
	close(l.changed)
	l.changed = make(chan struct{})
	return len(p), nil
}

// String returns everything logged so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}

// wait returns the submatches of the first match of re in whole lines, nil when there is none before the deadline or
// before done closes. Only whole lines are looked at, so that a number is never seen half written.
func (l *Log) wait(re *regexp.Regexp, deadline time.Duration, done <-chan struct{}) []string {
	timeout := time.NewTimer(deadline)
	defer timeout.Stop()
	for last := false; ; {
		l.mu.Lock()
		whole := l.text[:bytes.LastIndexByte(l.text, '\n')+1]
		match, changed := re.FindSubmatch(whole), l.changed
		l.mu.Unlock()
		switch {
		case match != nil:
			found := make([]string, len(match))
			for i, m := range match {
				found[i] = string(m)
			}
			return found
		case last:
			return nil
		}
		select {
		case <-changed:
		case <-done: // one more look at what came before the end
			last = true
		case <-timeout.C:
			return nil
		}
	}
}
