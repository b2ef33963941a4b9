package client

// Goal: a reload from A to B ends in the state of a start with B. Method: random
// pairs of configurations, and all that the protocol keeps of one. Inside the
// package, as that is not exported. -seed repeats a run.

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"go.uber.org/zap"

	"gnatsd/kernel"
)

var seed = flag.Uint64("seed", 0, "of the random configurations; 0 takes the clock")

type noRouters struct{}

func (noRouters) NewRouter(string) kernel.Router { return nil }

type admitAll struct{ kernel.Authenticator }

func (admitAll) Required(kernel.Kind) bool { return false }

func newProtocol(t *testing.T, c Config) *Protocol {
	t.Helper()
	p, err := New(c, Settings{Kernel: kernel.New(noRouters{}), Authenticator: admitAll{}, Log: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func randomConfig(r *rand.Rand) Config {
	c := DefaultConfig()
	c.Advertise = []string{"", "a.example", "b.example:5"}[r.IntN(3)]
	c.MaxConnections = r.IntN(100) - 1
	c.MaxPayload = 1 + r.IntN(1000)
	c.MaxControlLine = 1 + r.IntN(1000)
	c.MaxPending = r.IntN(2000) // may be less than the payload
	c.MaxSubscriptions = r.IntN(10) - 1
	c.MaxTokens = r.IntN(300) // may be too many
	c.WriteDeadline = time.Duration(r.IntN(1000))
	c.WriteTimeout = []string{"default", "close", "retry", "Retry"}[r.IntN(4)]
	c.PingInterval = time.Duration(r.IntN(1000))
	c.PingMax = r.IntN(5) - 1
	c.MaxTraced = r.IntN(10)
	c.LameDuckGrace = time.Duration(r.Int64N(int64(3 * time.Minute)))
	return c
}

func TestReloadEqualsStart(t *testing.T) {
	t.Parallel()
	from := *seed
	if from == 0 {
		from = uint64(time.Now().UnixNano())
	}
	t.Logf("-seed %d", from)
	r := rand.New(rand.NewPCG(from, 0))
	reloaded, refused := 0, 0
	running := newProtocol(t, DefaultConfig())
	for range 2000 {
		next := randomConfig(r)
		before := *running.config()
		commit, err := running.Prepare(next)
		if *running.config() != before {
			t.Fatal("Prepare has changed the configuration in force")
		}
		if err != nil {
			refused++
			continue
		}
		reloaded++
		commit()
		if fresh := newProtocol(t, next); !same(running, fresh) {
			t.Fatalf("reloaded %+v\nstarted %+v", running.config(), fresh.config())
		}
	}
	if reloaded == 0 || refused == 0 {
		t.Errorf("%d reloaded, %d refused: the random configurations are of no use", reloaded, refused)
	}
}

func same(a, b *Protocol) bool {
	return *a.config() == *b.config() && bytes.Equal(*a.info.Load(), *b.info.Load()) &&
		a.bounds.MaxPending.Load() == b.bounds.MaxPending.Load() &&
		a.bounds.WriteDeadline.Load() == b.bounds.WriteDeadline.Load() && a.bounds.Retry.Load() == b.bounds.Retry.Load()
}
