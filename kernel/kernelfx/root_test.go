package kernelfx_test

import (
	"errors"
	"testing"

	"go.uber.org/fx"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
)

// TestFatal: I5.
func TestFatal(t *testing.T) {
	core, lines := observer.New(zap.DebugLevel)
	var fatal kernel.Fatal
	app := fx.New(fx.Supply(zap.New(core)), kernelfx.Root(), fx.NopLogger, fx.Populate(&fatal))
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	end := app.Wait()
	fatal(errors.New("first"))
	fatal(errors.New("second"))
	if got := <-end; got.ExitCode != 1 {
		t.Errorf("exit code %d", got.ExitCode)
	}
	if err := app.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	fatals := lines.Filter(func(e observer.LoggedEntry) bool { return e.Level == zapcore.FatalLevel }).All()
	if len(fatals) != 1 || fatals[0].Message != "first" {
		t.Errorf("fatal lines %v", fatals)
	}
}

func TestStartFailureIsLeftToTheCaller(t *testing.T) {
	core, lines := observer.New(zap.InfoLevel)
	app := fx.New(fx.Supply(zap.New(core)), kernelfx.Root(), fx.NopLogger,
		kernelfx.Door(func() *door { return &door{name: "a", journal: &journal{}, bindErr: errors.New("busy")} }))
	if err := app.Start(t.Context()); err == nil || err.Error() != "busy" {
		t.Errorf("error %v", err)
	}
	if lines.Len() != 0 {
		t.Errorf("log %v", lines.All())
	}
}
