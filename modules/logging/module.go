package logging

import (
	"go.uber.org/fx"

	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
)

// Module writes the log.
var Module = fx.Module("logging",
	fx.Provide(provide, (*Log).Logger),
	fx.Provide(func(l *Log) kernel.Levels { return l }),
	kernelfx.Reloader("logging", (*Log).Prepare),
	kernelfx.Reopener(func(l *Log) *Log { return l }),
	kernelfx.Metrics(NewMetrics),
	kernelfx.Section("logging", DefaultConfig),
)

func provide(lc fx.Lifecycle, config Config) *Log {
	l := New(config, Settings{})
	lc.Append(fx.StartStopHook(l.Start, l.Stop))
	return l
}
