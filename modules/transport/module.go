package transport

import (
	"go.uber.org/fx"
	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
)

// Module carries streams over TCP, in clear or secured.
var Module = fx.Module("transport",
	fx.Decorate(func(l *zap.Logger) *zap.Logger { return l.Named("transport") }),
	fx.Provide(
		fx.Annotate(provide, fx.As(fx.Self()), fx.As(new(kernel.Transport))),
		fx.Annotate(provideSecurity, fx.As(fx.Self()), fx.As(new(kernel.Security))),
	),
	kernelfx.Reloader("tls", (*Security).Prepare),
	kernelfx.Metrics(NewMetrics),
	kernelfx.Section("tls", DefaultConfig),
)

func provide(lc fx.Lifecycle, log *zap.Logger) *TCP {
	t := New(log)
	lc.Append(fx.StopHook(t.Stop))
	return t
}

func provideSecurity(lc fx.Lifecycle, c Config, log *zap.Logger) (*Security, error) {
	s, err := NewSecurity(c, log)
	if err == nil {
		lc.Append(fx.StartStopHook(s.Start, s.Stop))
	}
	return s, err
}
