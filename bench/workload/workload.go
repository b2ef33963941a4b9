package workload

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gnatsd/bench/figures"
	"gnatsd/bench/load"
	"gnatsd/bench/proc"
)

// Kind is the way a workload is measured.
type Kind int

// The kinds of workloads.
const (
	Stream    Kind = iota // publishers at full speed, subscribers counting
	RoundTrip             // request and reply, one in flight
	Idle                  // connections that do nothing
	Subscribe             // subscriptions and nothing else
	Beside                // a Stream alone, then beside a disturbance
	Fair                  // round trips of quiet connections alone, then beside a Stream
)

// Workload is one row of the benchmark.
type Workload struct {
	Name    string
	Title   string
	Kind    Kind
	Unit    string // what figures are "per"
	Shape   load.Shape
	Count   int // connections or subscriptions, for the kinds that hold some
	Disturb load.Disturb
	Servers []proc.Kind // who can do it; nats-server and ours always can
	Secured bool        // through TLS
}

// RunsOn reports whether the workload makes sense for a kind of server.
func (w Workload) RunsOn(kind proc.Kind) bool {
	return kind == proc.Ours || kind == proc.NATS || slices.Contains(w.Servers, kind)
}

// Connections is how many connections the workload opens.
func (w Workload) Connections() int {
	switch w.Kind {
	case Stream, Beside:
		return w.Shape.Publishers + w.Shape.Subscribers
	case Fair:
		return w.Shape.Publishers + w.Shape.Subscribers + w.Count
	case Idle:
		return w.Count
	default:
		return subscribers
	}
}

// Limited returns the workload with no more connections than files may be open, and whether that changed it.
func (w Workload) Limited(files int) (Workload, bool) {
	const reserve = 100 // for everything that is not a connection of the workload
	excess := w.Connections() + reserve - files
	if excess <= 0 {
		return w, false
	}
	if w.Count == 0 {
		w.Shape.Subscribers -= excess
	} else {
		w.Count -= excess
	}
	return w, true
}

// Small returns the workload shrunk to where it takes a fraction of a second.
func (w Workload) Small() Workload {
	w.Shape.Subscribers = min(w.Shape.Subscribers, 50)
	w.Shape.Subjects = min(w.Shape.Subjects, 1000)
	w.Count = min(w.Count, 1000)
	return w
}

// Measure runs the workload on a freshly started server for about the given time. A sample comes with an error when
// messages were lost and the server said why.
func (w Workload) Measure(ctx context.Context, server *proc.Process, duration time.Duration) (figures.Sample, error) {
	switch w.Kind {
	case Stream:
		return w.stream(ctx, server, duration)
	case RoundTrip:
		return w.roundTrip(ctx, server, duration)
	case Idle:
		return w.idle(ctx, server)
	case Subscribe:
		return w.subscribe(ctx, server)
	case Beside:
		return w.beside(ctx, server, duration)
	case Fair:
		return w.fair(ctx, server, duration)
	}
	return nil, fmt.Errorf("workload %s is of unknown kind %d", w.Name, w.Kind)
}
