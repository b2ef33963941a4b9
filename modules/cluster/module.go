package cluster

import (
	"math/rand/v2"

	"go.uber.org/fx"
	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
	"gnatsd/modules/cluster/interest"
)

// Module makes the server one of a cluster.
var Module = fx.Module("cluster",
	fx.Decorate(func(l *zap.Logger) *zap.Logger { return l.Named("cluster") }),
	fx.Provide(newInterest, provide),
	kernelfx.Observer(func(i *interest.Interest) *interest.Interest { return i }),
	fx.Provide(NewDoor),
	kernelfx.Door(func(d *Door) *Door { return d }),
	kernelfx.Drainer(func(d *Door) *Door { return d }),
	kernelfx.Reloader("cluster", (*Cluster).Prepare),
	kernelfx.Endpoint(NewRoutez),
	kernelfx.Facts(NewFacts),
	kernelfx.Metrics(NewMetrics),
	kernelfx.Section("cluster", DefaultConfig),
)

func newInterest(c Config) *interest.Interest { return interest.New(c.settings().Enabled) }

type params struct {
	fx.In
	Config     Config
	Kernel     *kernel.Kernel
	Transport  kernel.Transport
	Interest   *interest.Interest
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
