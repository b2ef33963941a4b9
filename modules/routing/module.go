package routing

import (
	"go.uber.org/fx"

	"gnatsd/kernel"
)

// Module provides [kernel.Routers].
var Module = fx.Module("routing",
	fx.Provide(fx.Annotate(NewRouters, fx.As(new(kernel.Routers)))),
)
