package harness

import (
	"regexp"
	"testing"
	"time"
)

// A line is matched only when it is whole: a port must not be read half written.
func TestLogWaitsForWholeLines(t *testing.T) {
	t.Parallel()
	l, re := newLog(), regexp.MustCompile(`port (\d+)`)
	_, _ = l.Write([]byte("first\nport 42"))
	if found := l.wait(re, time.Millisecond, nil); found != nil {
		t.Fatalf("found %q in half a line", found)
	}
	found := make(chan []string, 1)
	go func() { found <- l.wait(re, Patience, nil) }()
	_, _ = l.Write([]byte("22\n"))
	if got := <-found; len(got) != 2 || got[1] != "4222" {
		t.Fatalf("found %q", got)
	}
}

// The end of the process ends the wait, after one more look.
func TestLogWaitEndsWithTheProcess(t *testing.T) {
	t.Parallel()
	l, done := newLog(), make(chan struct{})
	close(done)
	_, _ = l.Write([]byte("last words\n"))
	if found := l.wait(regexp.MustCompile(`last words`), Patience, done); found == nil {
		t.Fatal("the last line was not seen")
	}
	if found := l.wait(regexp.MustCompile(`never said`), Patience, done); found != nil {
		t.Fatalf("found %q", found)
	}
}
