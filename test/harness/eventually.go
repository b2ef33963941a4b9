package harness

import (
	"testing"
	"time"
)

// Patience bounds every wait for something that happens at once on a healthy machine. Generous: it is only ever spent
// by a test that is about to fail.
const Patience = 15 * time.Second

// pollInterval is how often Eventually looks.
const pollInterval = 5 * time.Millisecond

// Eventually waits until cond holds and fails the test when it does not within the deadline. cond runs on the calling
// goroutine.
func Eventually(t testing.TB, deadline time.Duration, what string, cond func() bool) {
	t.Helper()
	if cond() {
		return
	}
	tick := time.NewTicker(pollInterval)
	defer tick.Stop()
	timeout := time.NewTimer(deadline)
	defer timeout.Stop()
	for {
		select {
		case <-tick.C:
			if cond() {
				return
			}
		case <-timeout.C:
			t.Fatalf("waited %v in vain: %s", deadline, what)
		}
	}
}
