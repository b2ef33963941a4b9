package logging

import (
	"go.uber.org/fx"
	"go.uber.org/zap"

	"gnatsd/kernel/kernelfx"
)

// Module writes the log.
var Module = fx.Module("logging",
	fx.Provide(provide),
	kernelfx.Section("logging", DefaultConfig),
)

func provide(lc fx.Lifecycle, config Config) *zap.Logger {
	l := New(config, Settings{})
	lc.Append(fx.StartStopHook(l.Start, l.Stop))
	return l.Logger()
}
