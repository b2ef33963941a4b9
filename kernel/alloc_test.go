//go:build !race

package kernel_test

// Goal: no allocation on the steady publish path, whatever it leads to.
// Method: batches of published messages, counted by testing.AllocsPerRun. Under
// the race detector chunks are overwritten and pools drop items, so not there.

import (
	"fmt"
	"testing"

	"gnatsd/kernel"
	"gnatsd/kernel/kerneltest"
)

func TestSteadyPathAllocatesNothing(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T, h *house, subscriber func() *party){
		"nobody":      func(*testing.T, *house, func() *party) {},
		"one":         func(t *testing.T, _ *house, s func() *party) { s().subscribe(t, ">", "", "1") },
		"one subject": func(t *testing.T, _ *house, s func() *party) { s().subscribe(t, "foo.1", "", "1") },
		"shared": func(t *testing.T, _ *house, s func() *party) {
			for range 20 {
				s().subscribe(t, ">", "", "1")
			}
		},
		"own sids": func(t *testing.T, _ *house, s func() *party) {
			for i := range 20 {
				s().subscribe(t, ">", "", fmt.Sprint(i))
			}
		},
		"group": func(t *testing.T, _ *house, s func() *party) {
			for range 4 {
				s().subscribe(t, ">", "group", "1")
			}
		},
	} {
		for _, subjects := range []int{1, 10, 100_000} {
			t.Run(fmt.Sprintf("%s/%d subjects", name, subjects), func(t *testing.T) {
				h := newHouse()
				prepare(t, h, func() *party { return h.enter(kerneltest.NewStream().Count()) })
				publisher := h.enter(kerneltest.NewStream())
				steady(t, publisher, subjects)
			})
		}
	}
}

// steady publishes so that all memory is there, and then counts.
func steady(t *testing.T, p *party, subjects int) {
	t.Helper()
	names := make([][]byte, min(subjects, 20_000))
	for i := range names {
		names[i] = fmt.Appendf(nil, "foo.%d", i)
	}
	m := kernel.Message{Frame: []byte("0123456789abcdef\r\n")}
	next := 0
	batch := func() {
		p.Begin(nil)
		for range 50 {
			m.Subject = names[next%len(names)]
			m.Repeat = len(names) == 1 && next > 0
			next++
			if err := p.Admit(&m); err != nil {
				t.Fatal(err)
			}
			p.Deliver(&m)
		}
		p.End()
	}
	for range 3 * len(names) / 50 {
		batch()
	}
	for range 50 {
		batch()
	}
	// A collection empties pools: the odd allocation that follows is not of the path.
	if n := testing.AllocsPerRun(200, batch); n >= 1 {
		t.Errorf("%v allocations for a batch of 50 messages", n)
	}
}
