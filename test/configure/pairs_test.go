//go:build unix

package configure

// Goal: a reload from any configuration to any other ends in the state of a start
// with that one, or is refused and leaves the first. Method: one server, a random
// file after the other, of keys of all sections; -seed repeats a run.

import (
	"flag"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"gnatsd/cmd/cli"
	"gnatsd/modules/config"
)

var (
	seed  = flag.Uint64("seed", 0, "of the random configurations; 0 takes the clock")
	pairs = flag.Int("pairs", 24, "random reloads")
)

func TestReloadEqualsStart(t *testing.T) {
	t.Parallel()
	from := *seed
	if from == 0 {
		from = uint64(time.Now().UnixNano())
	}
	t.Logf("-seed %d", from)
	random := rand.New(rand.NewPCG(from, 0))
	schema, err := cli.Stock().Schema()
	must(t, err)
	n := startSecured(t, base)
	now, state := base, n.state()
	counts := map[bool]int{}
	for i := range *pairs {
		// Half of the files keep to what can change, else hardly one would be taken.
		next := randomFile(random, schema.Options(), i%2 == 0)
		_, wrong := n.foretold(now, next)
		taken := n.reload(next)
		counts[taken]++
		if taken != (wrong == "") {
			t.Fatalf("taken: %v, want %q; from\n%sto\n%s", taken, wrong, now, next)
		}
		if taken {
			fresh := startSecured(t, next)
			now, state = next, fresh.state()
			fresh.kill()
		}
		same(t, "after a reload that was refused, or to what a start does:", n.state(), state)
		if t.Failed() {
			t.Fatalf("taken: %v; now\n%s", taken, next)
		}
	}
	if *pairs > 20 && (counts[true] == 0 || counts[false] == 0) {
		t.Errorf("%d taken, %d refused: the random files are of no use", counts[true], counts[false])
	}
	t.Logf("%d taken, %d refused", counts[true], counts[false])
}

// randomFile has some of the samples in it; the sections they are of are random.
// Whether there is a syslog depends on the machine.
func randomFile(random *rand.Rand, options []*config.Option, live bool) settings {
	keys := slices.Sorted(maps.Keys(samples))
	effects := map[string]string{}
	for _, o := range options {
		effects[o.Key] = o.Effect()
	}
	file := base
	for range random.IntN(6) {
		key := keys[random.IntN(len(keys))]
		s := samples[key]
		if key == "syslog" || live && (effects[key] == "" || s.says != "" || s.with["cluster.listen"] != "") {
			continue
		}
		file = file.with(s.with).with(settings{key: s.to})
	}
	return file
}
