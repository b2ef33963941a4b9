package harness_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"gnatsd/test/harness"
)

// failing is a test that notes its failure instead of failing.
type failing struct {
	testing.TB
	why string
}

func (f *failing) Helper() {}

func (f *failing) Fatalf(format string, args ...any) {
	f.why = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func TestEventually(t *testing.T) {
	t.Parallel()
	calls := 0
	harness.Eventually(t, harness.Patience, "the third look succeeds", func() bool { calls++; return calls == 3 })
	if calls != 3 {
		t.Fatalf("looked %d times", calls)
	}
}

func TestEventuallyGivesUp(t *testing.T) {
	t.Parallel()
	f := &failing{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		harness.Eventually(f, 20*time.Millisecond, "never", func() bool { return false })
	}()
	<-done
	if want := "waited 20ms in vain: never"; f.why != want {
		t.Fatalf("expected %q, got %q", want, f.why)
	}
}
