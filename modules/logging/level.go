package logging

import "go.uber.org/zap/zapcore"

// TraceLevel is the level of what goes over the wire, below debug.
const TraceLevel = zapcore.DebugLevel - 1

// mark is how a level looks in a text line.
type mark struct{ letters, colour string }

func markOf(level zapcore.Level) mark {
	switch {
	case level < zapcore.DebugLevel:
		return mark{"TRC", "33"}
	case level == zapcore.DebugLevel:
		return mark{"DBG", "36"}
	case level == zapcore.InfoLevel:
		return mark{"INF", "32"}
	case level == zapcore.WarnLevel:
		return mark{"WRN", "0;93"}
	case level == zapcore.ErrorLevel:
		return mark{"ERR", "31"}
	}
	return mark{"FTL", "31"}
}

// enabled tells which lines are wanted. Trace and debug are switched apart: one
// may trace without debugging.
func (c Config) enabled(level zapcore.Level) bool {
	switch {
	case level < zapcore.DebugLevel:
		return c.Trace
	case level == zapcore.DebugLevel:
		return c.Debug
	}
	return true
}

func encodeLevel(level zapcore.Level, enc zapcore.PrimitiveArrayEncoder) {
	switch {
	case level < zapcore.DebugLevel:
		enc.AppendString("trace")
	case level > zapcore.ErrorLevel:
		enc.AppendString("fatal")
	default:
		enc.AppendString(level.String())
	}
}
