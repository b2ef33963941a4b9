package process

import (
	"go.uber.org/fx"
	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
)

// Module tells other programs about this process.
var Module = fx.Module("process",
	fx.Decorate(func(log *zap.Logger) *zap.Logger { return log.Named("process") }),
	fx.Provide(provide),
	kernelfx.Ready(func(p *Process) *Process { return p }),
	kernelfx.Reloader("process", (*Process).Prepare),
	kernelfx.Section("process", DefaultConfig),
)

type params struct {
	fx.In
	Config   Config
	Build    kernel.Build
	Security kernel.Security `optional:"true"`
	Log      *zap.Logger
}

func provide(lc fx.Lifecycle, in params) *Process {
	p := New(in.Config, Settings{Product: in.Build.Product, Security: in.Security, Log: in.Log})
	lc.Append(fx.StartStopHook(p.Start, p.Stop))
	return p
}
