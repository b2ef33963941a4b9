package cluster

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// Goal: what peers tell of other servers costs little, however much they tell.
// Method: a search that hears of more servers than there can be.

func TestSearchIsBounded(t *testing.T) {
	t.Parallel()
	out := &recorder{}
	s := &search{
		settings: &Settings{Block: Block{Routes: []string{"nats-route://10.0.0.9:6222"}}}, out: out,
		random: rand.New(rand.NewPCG(1, 2)), known: func(string) bool { return false },
	}
	start := time.Unix(1, 0)
	s.begin(start)
	s.hear(start, &info{ServerID: "LOST", IP: "nats-route://10.0.0.8:6222/"})
	s.targets[1].lost = true
	hear := func(i int) {
		now := start.Add(time.Duration(i) * time.Millisecond)
		s.hear(now, &info{ServerID: fmt.Sprint("S", i), IP: fmt.Sprintf("nats-route://10.1.%d.%d:6222/", i/250, i%250)})
	}
	for i := range 4 * heardMax {
		hear(i)
	}
	if n := len(s.targets); n != heardMax+1 {
		t.Errorf("%d targets beside the configured one, the most is %d", n-1, heardMax)
	}
	last := fmt.Sprint("S", 4*heardMax-1)
	if s.targets[1].id != "LOST" || s.targets[len(s.targets)-1].id != last {
		t.Errorf("a server that was here and the one heard of last are to stay, not %q and %q",
			s.targets[1].id, s.targets[len(s.targets)-1].id)
	}
	s.due(start.Add(time.Minute))
	if n := len(out.dialed); n != heardMax+1 {
		t.Errorf("%d are dialed", n)
	}
	for i := range heardMax {
		hear(4*heardMax + i) // while all are being dialed
	}
	if n := len(s.targets); n != heardMax+1 {
		t.Errorf("%d targets beside the configured one, the most is %d", n-1, heardMax)
	}
}
