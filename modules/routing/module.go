package routing

import (
	"go.uber.org/fx"

	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
)

// Module provides [kernel.Routers].
var Module = fx.Module("routing",
	fx.Provide(fx.Annotate(NewRouters, fx.As(fx.Self()), fx.As(new(kernel.Routers)))),
	kernelfx.Endpoint(NewSubsz),
	kernelfx.Metrics(NewMetrics),
)
