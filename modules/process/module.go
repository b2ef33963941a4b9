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

func provide(lc fx.Lifecycle, config Config, build kernel.Build, log *zap.Logger) *Process {
	p := New(config, Settings{Product: build.Product, Log: log})
	lc.Append(fx.StartStopHook(p.Start, p.Stop))
	return p
}
