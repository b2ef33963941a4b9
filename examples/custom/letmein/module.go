package letmein

import (
	"go.uber.org/fx"

	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
)

// Module lets in who knows the password.
var Module = fx.Module("letmein",
	fx.Provide(fx.Annotate(New, fx.As(new(kernel.Authenticator)), fx.As(new(kernel.Authorizer)))),
	kernelfx.Section("letmein", DefaultConfig),
)
