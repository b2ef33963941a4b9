package cluster

import (
	"math/rand/v2"

	"go.uber.org/fx"
	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
)

// Module makes the server one of a cluster.
var Module = fx.Module("cluster",
	fx.Decorate(func(l *zap.Logger) *zap.Logger { return l.Named("cluster") }),
	fx.Provide(NewInterest, provide),
	kernelfx.Observer(func(i *Interest) *Interest { return i }),
	kernelfx.Door(NewDoor),
	kernelfx.Endpoint(NewRoutez),
	kernelfx.Facts(NewFacts),
	kernelfx.Metrics(NewMetrics),
	kernelfx.Section("cluster", DefaultConfig),
)

type params struct {
	fx.In
	Config     Config
	Kernel     *kernel.Kernel
	Transport  kernel.Transport
	Interest   *Interest
	Advertiser kernel.Advertiser `optional:"true"`
	Security   kernel.Security   `optional:"true"`
	Build      kernel.Build
	Log        *zap.Logger
}

func provide(lc fx.Lifecycle, p params) (*Cluster, error) {
	c, err := New(p.Config, Deps{
		Kernel: p.Kernel, Transport: p.Transport, Interest: p.Interest, Advertiser: p.Advertiser,
		Security: p.Security, Build: p.Build, Log: p.Log, Seed: rand.Uint64(),
	})
	if err == nil {
		lc.Append(fx.StopHook(c.Stop))
	}
	return c, err
}
