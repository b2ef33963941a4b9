package cli

import (
	"go.uber.org/fx"
	"go.uber.org/fx/fxevent"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

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
