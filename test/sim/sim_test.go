package sim

// Goal: whatever happens to servers and network, the mesh comes back and messages are where they belong. Method: see
// doc.go.

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest"

	"gnatsd/kernel"
	"gnatsd/kernel/subject"
)

// patience is how long, in virtual time, the mesh may take to be complete again: stale routes are noticed within 9 s
// on both ends, then everybody is looked for once a second.
const patience = 15 * time.Second

// defaultSeeds are what a run of all tests can afford.
const defaultSeeds = 200

func TestCluster(t *testing.T) {
	t.Parallel()
	if text := os.Getenv("SIM_SEED"); text != "" {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		synctest.Test(t, func(t *testing.T) { simulate(t, seed, true) })
		return
	}
	seeds := uint64(defaultSeeds)
	if testing.Short() {
		seeds = 20
	}
	if text := os.Getenv("SIM_SEEDS"); text != "" {
		var err error
		if seeds, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	for seed := range seeds {
		ok := t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { simulate(t, seed, false) })
		})
		if !ok {
			t.Fatalf("again with SIM_SEED=%d", seed)
		}
	}
}

// world is one simulation.
type world struct {
	t      *testing.T
	random *rand.Rand
	net    *network
	nodes  []*node // nil: not running
	lives  []int
	routes [][]int
	wrong  *faults
	log    *zap.Logger
	number map[string]int
	ids    int
}

func simulate(t *testing.T, seed uint64, verbose bool) {
	random := rand.New(rand.NewPCG(seed, 0))
	n := 3 + random.IntN(7)
	w := &world{
		t: t, random: random, net: newNetwork(rand.New(rand.NewPCG(seed, 1))), nodes: make([]*node, n),
		lives: make([]int, n), routes: make([][]int, n), wrong: &faults{taken: map[string]string{}},
		log: zap.NewNop(), number: map[string]int{},
	}
	if verbose {
		w.log = zaptest.NewLogger(t, zaptest.Level(zapcore.DebugLevel))
	}
	w.plan()
	for i := range w.nodes {
		w.start(i)
		w.pass(time.Duration(w.random.IntN(300)) * time.Millisecond)
	}
	for range 20 + w.random.IntN(30) {
		w.step()
	}
	w.net.heal()
	w.net.setDelay(2 * time.Millisecond)
	for i := range w.nodes {
		w.start(i)
	}
	if w.converge() {
		w.deliverAll()
	}
	for i := range w.nodes {
		w.stop(i)
	}
	for _, fault := range w.wrong.list {
		t.Error(fault)
	}
}

// plan says who dials whom: a connected graph, with some more routes, also to the node itself.
func (w *world) plan() {
	for i := range w.nodes {
		if i > 0 {
			w.routes[i] = append(w.routes[i], w.random.IntN(i))
		}
		for j := range w.nodes {
			if w.random.IntN(4) == 0 && !slices.Contains(w.routes[i], j) {
				w.routes[i] = append(w.routes[i], j)
			}
		}
	}
	// A node that dials nobody must be dialed again by those that know it.
	if len(w.routes[0]) == 0 {
		w.routes[0] = []int{1}
	}
}

func (w *world) start(i int) {
	if w.nodes[i] != nil {
		return
	}
	w.lives[i]++
	s, err := startNode(w.t.Context(), w.net, i, w.lives[i], w.routes[i], w.log)
	if err != nil {
		w.t.Fatal(err)
	}
	w.nodes[i] = s
	for range 1 + w.random.IntN(3) {
		w.join(s)
	}
}

var (
	patterns = []string{"a", "b", "a.*", "a.>", "*", "b.c"}
	subjects = []string{"a", "b", "a.x", "a.x.y", "b.c", "c"}
)

func (w *world) join(s *node) {
	w.ids++
	queue := ""
	if w.random.IntN(2) == 0 {
		queue = fmt.Sprintf("q%d", w.random.IntN(2))
	}
	pattern := patterns[w.random.IntN(len(patterns))]
	name := fmt.Sprintf("p%d@%c%d", w.ids, 'A'+s.index, s.life)
	if _, err := s.join(name, pattern, queue, w.wrong); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) leave(s *node) {
	if len(s.parties) > 1 {
		i := w.random.IntN(len(s.parties))
		s.parties[i].session.Close()
		s.parties = slices.Delete(s.parties, i, i+1)
	}
}

func (w *world) stop(i int) {
	if s := w.nodes[i]; s != nil {
		if err := s.stop(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
		w.nodes[i] = nil
	}
}

// crash ends a server in the middle of what it does.
func (w *world) crash(i int, reset bool) {
	if w.nodes[i] != nil {
		w.net.silence(addressOf(i), reset)
		w.stop(i)
	}
}

func (w *world) pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// publish sends a message from a running server and returns its body.
func (w *world) publish(s *node) (to, body string) {
	publisher := fmt.Sprintf("%c%d", 'A'+s.index, s.life)
	w.number[publisher]++
	to = subjects[w.random.IntN(len(subjects))]
	body = fmt.Sprintf("%s/%d %s", publisher, w.number[publisher], to)
	if err := s.publish(to, body); err != nil {
		w.t.Fatal(err)
	}
	return to, body
}

// reload gives a running server one more route, and other timing.
func (w *world) reload(i, j int) {
	if !slices.Contains(w.routes[i], j) {
		w.routes[i] = append(w.routes[i], j)
	}
	if w.nodes[i] != nil {
		if err := w.nodes[i].reload(w.routes[i], w.random); err != nil {
			w.t.Fatal(err)
		}
	}
}

// step lets something happen.
func (w *world) step() {
	i, j := w.random.IntN(len(w.nodes)), w.random.IntN(len(w.nodes))
	switch w.random.IntN(14) {
	case 0:
		w.crash(i, true)
	case 1:
		w.crash(i, false)
	case 2:
		w.stop(i)
	case 3, 4, 5:
		w.start(i)
	case 6:
		w.net.block(addressOf(i), addressOf(j), true)
	case 7:
		w.net.block(addressOf(i), addressOf(j), true)
		w.net.block(addressOf(j), addressOf(i), true)
	case 8:
		w.net.heal()
	case 9:
		w.net.setDelay(time.Duration(1+w.random.IntN(400)) * time.Millisecond)
	case 10:
		if w.nodes[i] != nil {
			w.join(w.nodes[i])
		}
	case 11:
		if w.nodes[i] != nil {
			w.leave(w.nodes[i])
		}
	case 12:
		w.reload(i, j)
	case 13:
		if w.nodes[i] != nil {
			if err := w.nodes[i].door.Drain(w.t.Context()); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	for range w.random.IntN(10) {
		if s := w.nodes[w.random.IntN(len(w.nodes))]; s != nil {
			w.publish(s)
		}
	}
	w.pass(time.Duration(w.random.IntN(6000)) * time.Millisecond)
}

// converge waits for one route between each two servers and reports whether it came to that.
func (w *world) converge() bool {
	deadline := time.Now().Add(patience)
	for {
		complete := true
		for _, s := range w.nodes {
			complete = complete && s.knows(w.nodes)
		}
		switch {
		case complete:
			w.pass(time.Second) // interest is on its way
			return true
		case time.Now().After(deadline):
			for _, s := range w.nodes {
				w.t.Logf("%c%d has %d routes", 'A'+s.index, s.life, s.kernel.Open(kernel.KindRoute))
			}
			w.t.Errorf("%d servers are no mesh after %v", len(w.nodes), patience)
			return false
		}
		w.pass(50 * time.Millisecond)
	}
}

// deliverAll publishes from everywhere and checks that everybody gets what is due.
func (w *world) deliverAll() {
	type sent struct{ to, body string }
	var all []sent
	for range 20 {
		for _, s := range w.nodes {
			to, body := w.publish(s)
			all = append(all, sent{to, body})
		}
	}
	w.pass(time.Second)
	for _, m := range all {
		groups := map[string]bool{} // whether somebody of the group got the message
		for _, s := range w.nodes {
			for _, p := range s.parties {
				switch {
				case !subject.Matches(p.pattern, m.to):
				case p.queue != "":
					groups[p.queue] = groups[p.queue] || p.has(m.body)
				case !p.has(m.body):
					w.wrong.add("%s did not get %s", p.name, m.body)
				}
			}
		}
		for queue, got := range groups {
			if !got {
				w.wrong.add("nobody of group %s got %s", queue, m.body)
			}
		}
	}
}
