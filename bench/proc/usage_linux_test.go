// Goal: the accounts of a process agree with what it did.
// Method: the test's own process, which burns time and memory.
package proc

import (
	"os"
	"testing"
	"time"
)

func TestUsage(t *testing.T) {
	before, err := usage(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	const burn, size = 30 * time.Millisecond, 32 << 20
	memory := make([]byte, size)
	for i := range memory {
		memory[i] = byte(i)
	}
	for start := OwnCPU(); OwnCPU()-start < burn; {
		memory[0]++
	}
	after, err := usage(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if used := after.CPU - before.CPU; used < burn || used > 100*burn {
		t.Errorf("%v of CPU accounted, %v burnt", used, burn)
	}
	if ticks := after.User + after.System; ticks > after.CPU+2*tick || after.CPU > ticks+2*tick {
		t.Errorf("ticks add up to %v, the clock says %v", ticks, after.CPU)
	}
	// The heap may have had these pages before, so that only the sum is certain.
	if after.RSS < size || after.Peak < after.RSS {
		t.Errorf("%d bytes of memory, a peak of %d, %d were touched", after.RSS, after.Peak, size)
	}
	memory[0]++ // keeps it alive up to here
}

func TestUsageOfNobody(t *testing.T) {
	t.Parallel()
	const noProcess = 1 << 25 // above the highest process id of any system
	if _, err := usage(noProcess); err == nil {
		t.Error("a process that does not exist has accounts")
	}
}
