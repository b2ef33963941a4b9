package logging

// Goal: colours are those of the classic line. Inside the package, as a test
// has no terminal to look at.

import (
	"testing"

	"go.uber.org/zap/zapcore"
)

func TestColours(t *testing.T) {
	t.Parallel()
	tests := []struct {
		level zapcore.Level
		want  string
	}{
		{TraceLevel, "[1] [\x1b[33mTRC\x1b[0m] x\n"},
		{zapcore.DebugLevel, "[1] [\x1b[36mDBG\x1b[0m] x\n"},
		{zapcore.InfoLevel, "[1] [\x1b[32mINF\x1b[0m] x\n"},
		{zapcore.WarnLevel, "[1] [\x1b[0;93mWRN\x1b[0m] x\n"},
		{zapcore.ErrorLevel, "[1] [\x1b[31mERR\x1b[0m] x\n"},
		{zapcore.FatalLevel, "[1] [\x1b[31mFTL\x1b[0m] x\n"},
	}
	for _, test := range tests {
		line, err := (&textEncoder{pid: 1, colour: true}).EncodeEntry(zapcore.Entry{Level: test.level, Message: "x"}, nil)
		if err != nil || line.String() != test.want {
			t.Errorf("%v: %q, %v, want %q", test.level, line, err, test.want)
		}
	}
}
