package jetstream

import (
	"fmt"
	"testing"
	"time"
)

func TestWaiting(t *testing.T) {
	t.Parallel()
	w, now := newWaiting(), time.Unix(1000, 0)
	taken := func(id, want string) {
		t.Helper()
		if got, found := w.take(id); got != want || found != (want != "") {
			t.Errorf("request %s: %q %v, want %q", id, got, found, want)
		}
	}
	a := w.add("inbox.a", now)
	taken(a, "inbox.a")
	taken(a, "") // there is one answer
	taken("?", "")
	b, c := w.add("inbox.b", now), w.add("inbox.c", now)
	d := w.add("inbox.d", now.Add(generationTime+1)) // b and c are old now
	taken(b, "inbox.b")
	w.add("inbox.e", now.Add(2*generationTime+2)) // and forgotten
	taken(c, "")
	taken(d, "inbox.d")
}

func TestWaitingIsBounded(t *testing.T) {
	t.Parallel()
	w, now := newWaiting(), time.Unix(1000, 0)
	for i := range 3 * generationMax {
		w.add(fmt.Sprint("inbox.", i), now)
	}
	if n := len(w.young) + len(w.old); n > 2*generationMax {
		t.Errorf("%d are remembered", n)
	}
}
