package kernel_test

import (
	"fmt"
	"testing"

	"gnatsd/kernel"
	"gnatsd/kernel/kerneltest"
)

// What monitoring shows of lookups and closed links is kept when parties leave.
func TestTally(t *testing.T) {
	t.Parallel()
	h := newHouse()
	pub, sub := h.enter(kerneltest.NewStream()), h.enter(kerneltest.NewStream())
	sub.subscribe(t, "a", "", "1")
	sub.subscribe(t, ">", "", "2")
	for range 10 {
		pub.Begin(nil)
		for i := range 3 {
			pub.publish(t, fmt.Sprint("a", i), "", "x")
		}
		pub.publish(t, "a", "", "x")
		pub.End()
	}
	l := h.Lookups()[kernel.GlobalAccount]
	// A subject is remembered when it comes for the second time, or a little later if its mark is that of another.
	matched := l.Matched
	if l.Messages != 40 || matched < 8 || matched > 20 || l.Entries != 4 || l.Targets != 5 || l.Widest != 2 {
		t.Errorf("%+v", l)
	}
	pub.Link().Close(kernel.StaleConnection)
	pub.Close()
	sub.Link().Close(kernel.ClientClosed)
	sub.Close()
	l = h.Lookups()[kernel.GlobalAccount]
	if l.Messages != 40 || l.Matched != matched || l.Entries != 0 || l.Targets != 0 || l.Widest != 2 {
		t.Errorf("afterwards: %+v", l)
	}
	closed := h.Closed(kernel.KindClient)
	if len(closed) != 2 || closed[kernel.StaleConnection] != 1 || closed[kernel.ClientClosed] != 1 {
		t.Errorf("closed for %v", closed)
	}
	if got := h.Closed(kernel.KindRoute); len(got) != 0 {
		t.Errorf("routes closed for %v", got)
	}
}
