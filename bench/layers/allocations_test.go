//go:build !race

package layers

// Goal: what each operation allocates does not grow unnoticed.
// Method: the real client protocol over streams in memory, against the baseline
// below. Who lowers a figure lowers the baseline with it; who raises one says why
// in the commit. Chunks are overwritten and pools drop items under the race
// detector, so not there.

import (
	"fmt"
	"strings"
	"testing"

	"gnatsd/kernel/kerneltest"
)

func TestAllocationsBaseline(t *testing.T) {
	const connect = `CONNECT {"verbose":false,"pedantic":false,"headers":true,"name":"n","lang":"go"}` + "\r\n"
	payload := strings.Repeat("x", 128)
	for _, c := range []struct {
		name     string
		before   string // what a subscriber has sent
		batch    string // what is measured, each of its operations
		count    int
		baseline float64 // allocations each
	}{
		{"PUB, nobody", "", "PUB foo 128\r\n" + payload + "\r\n", 100, 0},
		{"PUB, one", "SUB foo 1\r\n", "PUB foo 128\r\n" + payload + "\r\n", 100, 0},
		{"PUB, wildcard", "SUB > 1\r\n", "PUB foo 128\r\n" + payload + "\r\n", 100, 0},
		{"PUB, queue group", "SUB foo q 1\r\nSUB foo q 2\r\n", "PUB foo 128\r\n" + payload + "\r\n", 100, 0},
		{"PUB with reply", "SUB foo 1\r\n", "PUB foo inbox 128\r\n" + payload + "\r\n", 100, 0},
		{
			"PUB, answers in turn", "SUB foo 1\r\n",
			"PUB _INBOX.abcdefghijklmnopqrstuv.1 0\r\n\r\nPUB _INBOX.abcdefghijklmnopqrstuv.2 0\r\n\r\n", 100, 0,
		},
		{"HPUB", "SUB foo 1\r\n", "HPUB foo 12 140\r\nNATS/1.0\r\n\r\n" + payload + "\r\n", 100, 0},
		{"PING", "", "PING\r\n", 100, 0},
		{"SUB and UNSUB", "", "SUB bar 9\r\nUNSUB 9\r\n", 100, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := server(t)
			enter(p, c.before)
			publisher := enter(p, "")
			batch := []byte(strings.Repeat(c.batch, c.count))
			for range 50 {
				feed(publisher, batch)
			}
			got := testing.AllocsPerRun(100, func() { feed(publisher, batch) }) / float64(c.count)
			if got > c.baseline {
				t.Errorf("%.2f allocations each, the baseline is %.2f", got, c.baseline)
			}
		})
	}
	t.Run("connection", func(t *testing.T) {
		const baseline = 135
		p := server(t)
		number := 0
		got := testing.AllocsPerRun(100, func() {
			number++
			r := p.Open(kerneltest.NewStream().Count())
			feed(r, fmt.Appendf(nil, "%sPING\r\nSUB foo.%d 1\r\n", connect, number))
			r.Closed(nil)
		})
		if got > baseline {
			t.Errorf("%.0f allocations to come and go, the baseline is %d", got, baseline)
		}
	})
}
