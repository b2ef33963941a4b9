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

// enabled tells which lines are wanted of a module without a level of its own.
func (c *Config) enabled(level zapcore.Level) bool {
	switch {
	case level < zapcore.DebugLevel:
		return c.Trace || c.Verbose
	case level == zapcore.DebugLevel:
		return c.Debug
	}
	return true
}

func encodeLevel(level zapcore.Level, enc zapcore.PrimitiveArrayEncoder) {
	enc.AppendString(levelName(level))
}

func levelName(level zapcore.Level) string {
	switch {
	case level < zapcore.DebugLevel:
		return "trace"
	case level > zapcore.ErrorLevel:
		return "fatal"
	}
	return level.String()
}
