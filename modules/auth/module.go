package auth

import (
	"go.uber.org/fx"
	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
)

// Module decides who a party is and what it may do.
var Module = fx.Module("auth",
	fx.Decorate(func(l *zap.Logger) *zap.Logger { return l.Named("auth") }),
	fx.Provide(fx.Annotate(provide, fx.As(fx.Self()), fx.As(new(kernel.Authenticator)), fx.As(new(kernel.Authorizer)))),
	kernelfx.Reloader("authorization", (*Gatekeeper).Prepare),
	kernelfx.Section("authorization", DefaultConfig),
)

type params struct {
	fx.In
	Config    Config
	Verifiers []kernel.Verifier `group:"verifiers"`
	Security  kernel.Security   `optional:"true"`
	Log       *zap.Logger
}

func provide(p params) (*Gatekeeper, error) {
	return New(p.Config, Settings{
		Verifiers: p.Verifiers, Certificates: kernel.CertificatesName(p.Security, "client"), Log: p.Log,
	})
}
