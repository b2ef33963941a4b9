package auth

import (
	"go.uber.org/fx"

	"gnatsd/kernel"
)

// Module admits everybody.
var Module = fx.Module("auth",
	fx.Provide(fx.Annotate(New, fx.As(new(kernel.Authenticator)), fx.As(new(kernel.Authorizer)))),
)
