package monitor

import (
	"bytes"
	"os"
	"strconv"
	"time"
)

// tick is the unit of times in /proc, whatever the kernel's own is.
const tick = time.Second / 100

// processUsage returns the resident memory and the processor time of this
// process, zeros if the system does not tell.
func processUsage() (memory int64, used time.Duration) {
	text, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0, 0
	}
	// The second field is the program's name in brackets and may hold blanks.
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	number := func(field int) int64 { // as proc(5) counts them
		if field-3 >= len(fields) {
			return 0
		}
		n, _ := strconv.ParseInt(string(fields[field-3]), 10, 64) // the kernel writes numbers
		return n
	}
	return number(24) * int64(os.Getpagesize()), time.Duration(number(14)+number(15)) * tick
}
