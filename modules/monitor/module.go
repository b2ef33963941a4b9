package monitor

import (
	"crypto/tls"

	"go.uber.org/fx"
	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
)

// Module shows what the server does.
var Module = fx.Module("monitor",
	fx.Decorate(func(log *zap.Logger) *zap.Logger { return log.Named("monitor") }),
	fx.Provide(provide, fx.Private),
	kernelfx.Door(NewDoor),
	kernelfx.Door(NewProfile),
	kernelfx.Ready(func(m *Monitor) *Monitor { return m }),
	kernelfx.Reloader("monitor", (*Monitor).Prepare),
	kernelfx.Section("monitor", DefaultConfig),
)

type params struct {
	fx.In
	kernelfx.Monitored
	Config   Config
	Kernel   *kernel.Kernel
	Build    kernel.Build
	Log      *zap.Logger
	Security kernel.Security `optional:"true"`
	Tree     kernelfx.Tree   `optional:"true"`
	Levels   kernel.Levels   `optional:"true"`
}

func provide(p params) (*Monitor, error) {
	var secured func() *tls.Config
	if profile := kernel.ProfileOf(p.Security, "client"); profile != nil {
		secured = profile.Accept // HTTPS shows the certificates that clients see
	}
	return New(p.Config, Settings{
		Kernel: p.Kernel, Build: p.Build, Log: p.Log, TLS: secured, Tree: p.Tree, Levels: p.Levels,
		Endpoints: p.Endpoints, Sources: p.Sources, Collectors: p.Collectors,
	})
}
