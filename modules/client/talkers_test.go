package client

import (
	"fmt"
	"testing"
)

// Subjects with more than their share are found among many that come once, and
// counted right but for the error that is told.
func TestTalkersAreFound(t *testing.T) {
	t.Parallel()
	top := newTalkers(4)
	for i := range 200_000 {
		top.note([]byte("busy"), 10)
		if i%4 == 0 {
			top.note([]byte("less"), 1)
		}
		top.note(fmt.Appendf(nil, "once.%d", i), 1)
	}
	found := top.top()
	if len(found) != 4 {
		t.Fatalf("%d subjects instead of 4", len(found))
	}
	for i, want := range []struct {
		subject  string
		messages uint64
	}{{"busy", 200_000}, {"less", 50_000}} {
		got := found[i]
		if got.subject != want.subject || got.messages < want.messages || got.messages-got.excess > want.messages {
			t.Errorf("place %d: %+v, want %+v", i, got, want)
		}
	}
	places := 0
	for i := range top.parts {
		places += len(top.parts[i].places)
		if len(top.parts[i].places) != len(top.parts[i].known) {
			t.Errorf("part %d counts %d subjects in %d places", i, len(top.parts[i].known), len(top.parts[i].places))
		}
	}
	if places > talkerParts*spare {
		t.Errorf("%d places are taken: memory is not bounded", places)
	}
}

func TestTalkersCostNoMemoryPerMessage(t *testing.T) {
	top := newTalkers(4)
	subject := []byte("known.already")
	top.note(subject, 1)
	if n := testing.AllocsPerRun(1000, func() { top.note(subject, 1) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
