package sim

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

// Goal: how soon a route that breaks is back, and one that carries nothing is noticed, whatever the load of the
// machine. Method: virtual time.

// newWorld starts n servers, each of which dials the first, and waits for the mesh.
func newWorld(t *testing.T, seed uint64, n int) *world {
	w := &world{
		t: t, random: rand.New(rand.NewPCG(seed, 0)), net: newNetwork(rand.New(rand.NewPCG(seed, 1))),
		nodes: make([]*node, n), lives: make([]int, n), routes: make([][]int, n),
		wrong: &faults{taken: map[string]string{}}, log: zap.NewNop(), number: map[string]int{},
	}
	for i := range n {
		if i > 0 {
			w.routes[i] = []int{0}
		}
		w.start(i)
	}
	if !w.converge() {
		t.FailNow()
	}
	return w
}

func (w *world) end() {
	for i := range w.nodes {
		w.stop(i)
	}
}

// eachPair runs a test for some meshes and pairs of their servers.
func eachPair(t *testing.T, do func(w *world, i, j int)) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, seed, 2+int(seed%3))
				defer w.end()
				i := w.random.IntN(len(w.nodes))
				do(w, i, (i+1+w.random.IntN(len(w.nodes)-1))%len(w.nodes))
			})
		})
	}
}

func TestCutHeals(t *testing.T) {
	t.Parallel()
	eachPair(t, func(w *world, i, j int) {
		far, err := w.nodes[j].join("watch", "watch.>", "", w.wrong)
		if err != nil {
			w.t.Fatal(err)
		}
		w.pass(100 * time.Millisecond)
		for round := range 5 {
			w.net.cut(addressOf(i), addressOf(j))
			began := time.Now()
			for n := 0; ; n++ {
				body := fmt.Sprintf("P/%d watch.%d", round*10_000+n, n)
				if err := w.nodes[i].publish(fmt.Sprintf("watch.%d", n), body); err != nil {
					w.t.Fatal(err)
				}
				w.pass(5 * time.Millisecond)
				if n > 0 && far.has(body) {
					break
				}
				if time.Since(began) > patience {
					w.t.Fatal("the route does not come back")
				}
			}
			if gap := time.Since(began); gap > 150*time.Millisecond {
				w.t.Errorf("messages cross again after %v", gap)
			}
			w.pass(time.Second)
		}
	})
}

func TestSilenceIsNoticed(t *testing.T) {
	t.Parallel()
	for _, ways := range []string{"both", "one"} {
		t.Run(ways, func(t *testing.T) {
			t.Parallel()
			eachPair(t, func(w *world, i, j int) {
				w.pass(time.Duration(w.random.IntN(5000)) * time.Millisecond)
				w.net.block(addressOf(i), addressOf(j), true)
				w.net.block(addressOf(j), addressOf(i), ways == "both")
				began := time.Now()
				for _, s := range []*node{w.nodes[i], w.nodes[j]} {
					for s.kernel.Open(kernel.KindRoute) == len(w.nodes)-1 {
						w.pass(50 * time.Millisecond)
						if time.Since(began) > 10*time.Second {
							w.t.Fatalf("%c%d has not noticed", 'A'+s.index, s.life)
						}
					}
				}
			})
		})
	}
}
