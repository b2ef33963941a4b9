package kernelfx

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"go.uber.org/fx"
	"go.uber.org/zap"

	"gnatsd/kernel"
)

// A Gate opens all doors together and closes them together.
type Gate struct {
	doors     []kernel.Door
	observers []ReadyObserver
	log       *zap.Logger
}

// NewGate returns the gate of these doors. The slice is copied and put in
// order.
func NewGate(doors []kernel.Door, observers []ReadyObserver, log *zap.Logger) *Gate {
	ordered := slices.Clone(doors)
	slices.SortFunc(ordered, func(a, b kernel.Door) int {
		return cmp.Or(cmp.Compare(a.Rank(), b.Rank()), cmp.Compare(a.Name(), b.Name()))
	})
	return &Gate{doors: ordered, observers: observers, log: log}
}

// Start binds all doors, then serves them all. If one cannot be bound, nobody
// was let in anywhere and the doors already bound are closed; the error is that
// door's own.
func (g *Gate) Start(ctx context.Context) error {
	for i, door := range g.doors {
		if err := g.bind(ctx, door); err != nil {
			// Not ctx: it may be what made the binding fail.
			return errors.Join(err, closeAll(context.WithoutCancel(ctx), g.doors[:i+1]))
		}
	}
	for _, door := range g.doors {
		door.Serve()
	}
	for _, o := range g.observers {
		o.Ready(g.doors)
	}
	g.log.Info("Server is ready", zap.String("event", "server_ready"))
	return nil
}

func (g *Gate) bind(ctx context.Context, door kernel.Door) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("opening the %s door: %w", door.Name(), err)
	}
	return door.Bind(ctx)
}

// Stop closes all doors in the reverse of the order in which they were bound.
// It may be called without Start and again.
func (g *Gate) Stop(ctx context.Context) error { return closeAll(ctx, g.doors) }

func closeAll(ctx context.Context, doors []kernel.Door) error {
	var errs []error
	for _, door := range slices.Backward(doors) {
		if err := door.Close(ctx); err != nil {
			errs = append(errs, fmt.Errorf("closing the %s door: %w", door.Name(), err))
		}
	}
	return errors.Join(errs...)
}

// invokeGate must be the last function that the root invokes: then its hook is
// behind all others, because asking for the doors has built what stands behind
// them.
var invokeGate = fx.Annotate(
	func(doors []kernel.Door, observers []ReadyObserver, log *zap.Logger, lc fx.Lifecycle) {
		g := NewGate(doors, observers, log)
		lc.Append(fx.StartStopHook(g.Start, g.Stop))
	},
	fx.ParamTags(doorsTag, readyTag),
)
