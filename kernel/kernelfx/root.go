package kernelfx

import (
	"sync"
	"time"

	"go.uber.org/fx"
	"go.uber.org/fx/fxevent"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"gnatsd/kernel"
)

// Root is what the program puts behind its list of modules: the gate,
// kernel.Fatal, and the container's own events in the log at debug level.
func Root() fx.Option {
	return fx.Options(
		fx.WithLogger(newEventLog),
		fx.Provide(newFatal, newKernel),
		fx.Invoke(invokeGate),
	)
}

// eventLog writes what the container does to the log at debug level, failures
// too: whoever called the container gets the error and says it once. What is
// provided and built stays unsaid: it is the same with every start, several
// kilobytes of it, and "gnatsd modules --dot" shows it better.
type eventLog struct{ zap fxevent.ZapLogger }

type eventLogParams struct {
	fx.In
	Log *zap.Logger `optional:"true"` // a build without one should say so once, not here
}

func newEventLog(p eventLogParams) fxevent.Logger {
	if p.Log == nil {
		return fxevent.NopLogger
	}
	l := &eventLog{fxevent.ZapLogger{Logger: p.Log.Named("fx")}}
	l.zap.UseLogLevel(zapcore.DebugLevel)
	l.zap.UseErrorLevel(zapcore.DebugLevel)
	return l
}

func (l *eventLog) LogEvent(event fxevent.Event) {
	switch event.(type) {
	case *fxevent.Provided, *fxevent.Supplied, *fxevent.Decorated, *fxevent.Replaced,
		*fxevent.BeforeRun, *fxevent.Run, *fxevent.LoggerInitialized, *fxevent.Invoking:
		return
	}
	l.zap.LogEvent(event)
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
