package logging

import "go.uber.org/zap/zapcore"

// newJSONEncoder writes one object per line: time, level, logger, msg, pid and
// the fields.
func newJSONEncoder(pid int) zapcore.Encoder {
	encoder := zapcore.NewJSONEncoder(zapcore.EncoderConfig{
		TimeKey:        "time",
		LevelKey:       "level",
		NameKey:        "logger",
		MessageKey:     "msg",
		StacktraceKey:  "stack",
		LineEnding:     "\n",
		EncodeLevel:    encodeLevel,
		EncodeTime:     zapcore.RFC3339NanoTimeEncoder,
		EncodeDuration: zapcore.StringDurationEncoder,
	})
	encoder.AddInt("pid", pid)
	return encoder
}
