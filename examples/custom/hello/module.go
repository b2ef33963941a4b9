package hello

import (
	"go.uber.org/fx"
	"go.uber.org/zap"

	"gnatsd/kernel/kernelfx"
)

// Module greets.
var Module = fx.Module("hello",
	fx.Decorate(func(log *zap.Logger) *zap.Logger { return log.Named("hello") }),
	kernelfx.Door(New),
	kernelfx.Section("hello", DefaultConfig),
)
