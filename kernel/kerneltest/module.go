package kerneltest

import (
	"context"
	"errors"
	"testing"

	"go.uber.org/fx"
	"go.uber.org/goleak"
	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
)

// Module checks that a module keeps to what the program and its neighbours rely
// on. The others are what it needs besides a logger and kernel.Build, and what
// makes the container build it: its doors and observers are asked for by
// themselves, for ports that it fills give fx.Invoke(func(kernel.Router) {}) or
// the like. Doors must be configured to bind ports of the system's choice, with
// fx.Replace of the module's Config.
//
// Tests of a package that calls Module must not leave goroutines to each other;
// it is not for parallel tests.
func Module(t *testing.T, module fx.Option, others ...fx.Option) {
	t.Helper()
	logger := loggerFor(t, module)
	build := func() *fx.App {
		return fx.New(
			module,
			fx.Options(others...),
			fx.Supply(kernel.Build{Product: "test", Version: "0.0.0", ServerID: "N", ServerName: "N"}),
			logger,
			kernelfx.Root(),
			fx.NopLogger,
		)
	}
	t.Run("default configuration is valid", func(t *testing.T) { checkDefaults(t, module) })
	t.Run("building starts nothing", func(t *testing.T) {
		idle := goleak.IgnoreCurrent()
		mustBuild(t, build())
		goleak.VerifyNone(t, idle)
	})
	t.Run("stop without start", func(t *testing.T) {
		idle := goleak.IgnoreCurrent()
		mustStop(t, mustBuild(t, build()))
		goleak.VerifyNone(t, idle)
	})
	t.Run("start, stop, stop; twice in one process", func(t *testing.T) {
		for range 2 {
			idle := goleak.IgnoreCurrent()
			app := mustBuild(t, build())
			if err := app.Start(t.Context()); err != nil {
				t.Fatalf("start: %v", err)
			}
			mustStop(t, app)
			mustStop(t, app)
			goleak.VerifyNone(t, idle)
		}
	})
	t.Run("start with a cancelled context", func(t *testing.T) {
		idle := goleak.IgnoreCurrent()
		app := mustBuild(t, build())
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := app.Start(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("start: %v, want that the context is cancelled", err)
		}
		mustStop(t, app)
		goleak.VerifyNone(t, idle)
	})
}

// loggerFor provides a logger unless that is what the module is for.
func loggerFor(t *testing.T, module fx.Option) fx.Option {
	t.Helper()
	var own struct {
		fx.In
		Log *zap.Logger `optional:"true"`
	}
	mustBuild(t, fx.New(fx.NopLogger, module, fx.Populate(&own)))
	if own.Log != nil {
		return fx.Options()
	}
	return fx.Supply(zap.NewNop())
}

func checkDefaults(t *testing.T, module fx.Option) {
	t.Helper()
	var sections []kernelfx.SectionInfo
	mustBuild(t, fx.New(fx.NopLogger, module, kernelfx.Sections(&sections)))
	for _, section := range sections {
		config, ok := section.Defaults().(interface{ Validate() error })
		if !ok {
			continue
		}
		if err := config.Validate(); err != nil {
			t.Errorf("section %s: %v", section.Name, err)
		}
	}
}

func mustBuild(t *testing.T, app *fx.App) *fx.App {
	t.Helper()
	if err := app.Err(); err != nil {
		t.Fatalf("building: %v", err)
	}
	return app
}

func mustStop(t *testing.T, app *fx.App) {
	t.Helper()
	if err := app.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Errorf("stop: %v", err)
	}
}
