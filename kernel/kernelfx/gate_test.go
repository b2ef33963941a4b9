package kernelfx_test

// Goal: I1 to I4, for any order in which the container hands out doors.
// Method: doors that write down what is done to them.

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"

	"go.uber.org/fx"
	"go.uber.org/fx/fxtest"
	"go.uber.org/goleak"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// journal is what doors and observers of one test have been through, in order.
type journal []string

func (j *journal) add(what, who string) { *j = append(*j, what+" "+who) }

type door struct {
	name     string
	rank     int
	journal  *journal
	bindErr  error
	closeErr error
}

func (d *door) Name() string                { return d.name }
func (d *door) Rank() int                   { return d.rank }
func (d *door) Bind(context.Context) error  { d.journal.add("bind", d.name); return d.bindErr }
func (d *door) Addr() net.Addr              { return nil }
func (d *door) Serve()                      { d.journal.add("serve", d.name) }
func (d *door) Close(context.Context) error { d.journal.add("close", d.name); return d.closeErr }

// Ready makes a door an observer too.
func (d *door) Ready(doors []kernel.Door) {
	names := []string{}
	for _, door := range doors {
		names = append(names, door.Name())
	}
	d.journal.add("ready", strings.Join(names, ","))
}

func (j *journal) want(t *testing.T, lines ...string) {
	t.Helper()
	if !slices.Equal(*j, lines) {
		t.Errorf("happened\n  %s\nwant\n  %s", strings.Join(*j, "\n  "), strings.Join(lines, "\n  "))
	}
	*j = nil
}

func TestGateOrder(t *testing.T) {
	t.Parallel()
	var j journal
	a, b := &door{name: "a", rank: 2, journal: &j}, &door{name: "b", rank: 1, journal: &j}
	c := &door{name: "c", rank: 1, journal: &j}
	for _, doors := range [][]kernel.Door{{a, b, c}, {c, b, a}, {b, a, c}} {
		log, lines := observer.New(zap.InfoLevel)
		gate := kernelfx.NewGate(doors, []kernelfx.ReadyObserver{a}, zap.New(log))
		if err := gate.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		j.want(t, "bind b", "bind c", "bind a", "serve b", "serve c", "serve a", "ready b,c,a")
		if lines.Len() != 1 || lines.All()[0].Message != "Server is ready" {
			t.Errorf("log %v", lines.All())
		}
		if err := gate.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		j.want(t, "close a", "close c", "close b")
	}
}

func TestGateBindFails(t *testing.T) {
	t.Parallel()
	var j journal
	busy := errors.New("address already in use")
	gate := kernelfx.NewGate([]kernel.Door{
		&door{name: "a", journal: &j}, &door{name: "b", journal: &j, bindErr: busy}, &door{name: "c", journal: &j},
	}, nil, zap.NewNop())
	if err := gate.Start(t.Context()); err == nil || err.Error() != busy.Error() {
		t.Errorf("error %v, want the door's own text", err)
	}
	j.want(t, "bind a", "bind b", "close b", "close a")
}

func TestGateCancelled(t *testing.T) {
	t.Parallel()
	var j journal
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	gate := kernelfx.NewGate([]kernel.Door{&door{name: "a", journal: &j}}, nil, zap.NewNop())
	if err := gate.Start(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	j.want(t, "close a")
}

func TestGateClosesAllDoors(t *testing.T) {
	t.Parallel()
	var j journal
	stuck := errors.New("stuck")
	gate := kernelfx.NewGate([]kernel.Door{
		&door{name: "a", journal: &j}, &door{name: "b", journal: &j, closeErr: stuck},
	}, nil, zap.NewNop())
	if err := gate.Stop(t.Context()); !errors.Is(err, stuck) || err.Error() != "closing the b door: stuck" {
		t.Errorf("error %v", err)
	}
	j.want(t, "close b", "close a")
}

// TestRoot: I3, with a door whose module has a hook and a module that nothing
// depends on but the group of observers.
func TestRoot(t *testing.T) {
	t.Parallel()
	var j journal
	hooked := func(name string) func(fx.Lifecycle) *door {
		return func(lc fx.Lifecycle) *door {
			lc.Append(fx.StartStopHook(func() { j.add("start", name) }, func() { j.add("stop", name) }))
			return &door{name: name, journal: &j}
		}
	}
	app := fxtest.New(t,
		kernelfx.Root(), // first on purpose
		fx.Supply(zap.NewNop()),
		fx.Module("m", kernelfx.Door(hooked("m"))),
		fx.Module("o", kernelfx.Ready(hooked("o"))),
		fx.NopLogger,
	)
	app.RequireStart()
	started := j
	if !slices.Equal(started[2:], journal{"bind m", "serve m", "ready m"}) {
		t.Errorf("the gate is not last: %v", started)
	}
	j = nil
	app.RequireStop()
	if j[0] != "close m" || len(j) != 3 {
		t.Errorf("the gate is not first to stop: %v", j)
	}
}

func TestDoors(t *testing.T) {
	t.Parallel()
	var doors []kernel.Door
	app := fx.New(fx.NopLogger, kernelfx.Doors(&doors),
		kernelfx.Door(func() *door { return &door{name: "z", rank: 1} }),
		kernelfx.Door(func() (kernel.Door, error) { return &door{name: "y", rank: 2}, nil }))
	if err := app.Err(); err != nil {
		t.Fatal(err)
	}
	if len(doors) != 2 || doors[0].Name() != "z" {
		t.Errorf("doors %v", doors)
	}
}
