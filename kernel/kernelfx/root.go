package kernelfx

import (
	"sync"
	"time"

	"go.uber.org/fx"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"gnatsd/kernel"
)

// Root is what the program puts behind its list of modules: the kernel, the gate,
// the controls and kernel.Fatal.
func Root() fx.Option {
	return fx.Options(
		fx.Provide(newFatal, newKernel, newControls),
		fx.Invoke(func(*Controls) {}), // what they need has its hooks before the gate's
		fx.Invoke(invokeGate),
	)
}

type kernelParams struct {
	fx.In
	Lifecycle fx.Lifecycle
	Routers   kernel.Routers
	Observers []kernel.Observer `group:"observers"`
}

func newKernel(p kernelParams) *kernel.Kernel {
	k := kernel.New(p.Routers)
	for _, o := range p.Observers {
		k.Observe(o)
	}
	p.Lifecycle.Append(fx.StopHook(k.Stop))
	return k
}

func newFatal(shutdown fx.Shutdowner, log *zap.Logger) kernel.Fatal {
	var once sync.Once
	return func(err error) {
		once.Do(func() {
			LogFatal(log, err.Error())
			if err := shutdown.Shutdown(fx.ExitCode(1)); err != nil {
				log.Error("Error asking for the stop", zap.NamedError("err", err))
			}
		})
	}
}

// LogFatal writes a line at fatal level. A logger's own Fatal would end the
// process on the spot, with nothing stopped in order.
func LogFatal(log *zap.Logger, text string) {
	entry := zapcore.Entry{Level: zapcore.FatalLevel, Time: time.Now(), LoggerName: log.Name(), Message: text}
	if checked := log.Core().Check(entry, nil); checked != nil {
		checked.Write()
	}
}
