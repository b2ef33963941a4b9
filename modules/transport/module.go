package transport

import (
	"go.uber.org/fx"
	"go.uber.org/zap"

	"gnatsd/kernel"
)

// Module carries streams over TCP.
var Module = fx.Module("transport",
	fx.Decorate(func(l *zap.Logger) *zap.Logger { return l.Named("transport") }),
	fx.Provide(fx.Annotate(provide, fx.As(new(kernel.Transport)))),
)

func provide(lc fx.Lifecycle, log *zap.Logger) *TCP {
	t := New(log)
	lc.Append(fx.StopHook(t.Stop))
	return t
}
