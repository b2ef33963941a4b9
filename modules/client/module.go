package client

import (
	"go.uber.org/fx"
	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
)

// Module speaks with clients.
var Module = fx.Module("client",
	fx.Decorate(func(l *zap.Logger) *zap.Logger { return l.Named("client") }),
	fx.Provide(provide, NewDoor),
	fx.Provide(fx.Annotate(func(p *Protocol) *Protocol { return p }, fx.As(new(kernel.Advertiser)))),
	kernelfx.Door(func(d *Door) *Door { return d }),
	kernelfx.Drainer(func(d *Door) *Door { return d }),
	kernelfx.Reloader("client", (*Protocol).Prepare),
	kernelfx.Endpoint(NewConnz),
	kernelfx.Endpoint(NewAccstatz),
	kernelfx.Endpoint(NewTopz),
	kernelfx.Facts(NewFacts),
	kernelfx.Metrics(NewMetrics),
	kernelfx.Section("client", DefaultConfig),
	kernelfx.Section("recall", DefaultRecall),
	kernelfx.Section("quotas", DefaultQuotas),
	kernelfx.Reloader("quotas", (*Protocol).PrepareQuotas),
)

type params struct {
	fx.In
	Config        Config
	Kernel        *kernel.Kernel
	Transport     kernel.Transport
	Authenticator kernel.Authenticator
	Authorizer    kernel.Authorizer
	Security      kernel.Security `optional:"true"`
	Build         kernel.Build
	Recall        Recall
	Quotas        Quotas
	Log           *zap.Logger
}

func provide(lc fx.Lifecycle, p params) (*Protocol, error) {
	protocol, err := New(p.Config, Settings{
		Kernel: p.Kernel, Transport: p.Transport, Authenticator: p.Authenticator,
		Authorizer: p.Authorizer, Security: p.Security, Build: p.Build, Recall: p.Recall, Quotas: p.Quotas, Log: p.Log,
	})
	if err == nil {
		lc.Append(fx.StopHook(protocol.Stop))
	}
	return protocol, err
}
