package logging

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.uber.org/zap/zapcore"

	"gnatsd/modules/config"
)

// Levels are the least levels of modules that differ from the others', by name.
type Levels map[string]zapcore.Level

var levelNames = map[string]zapcore.Level{
	"trace": TraceLevel, "debug": zapcore.DebugLevel, "info": zapcore.InfoLevel,
	"warn": zapcore.WarnLevel, "error": zapcore.ErrorLevel,
}

// DecodeConfig takes a block, or text as in "client=debug,routing=warn".
func (l *Levels) DecodeConfig(value any) error {
	block, ok := value.(map[string]any)
	if text, isText := value.(string); isText {
		block, ok = map[string]any{}, true
		for pair := range strings.SplitSeq(text, ",") {
			if text == "" {
				break
			}
			name, level, found := strings.Cut(strings.TrimSpace(pair), "=")
			if !found {
				return fmt.Errorf("expected module=level, got %q", pair)
			}
			block[name] = level
		}
	}
	if !ok {
		return fmt.Errorf("expected a block of module: level, got %v", value)
	}
	levels := Levels{}
	for _, name := range slices.Sorted(maps.Keys(block)) {
		level, known := levelNames[fmt.Sprint(block[name])]
		if !known {
			return config.Inside(fmt.Errorf("expected trace, debug, info, warn or error, got %q",
				fmt.Sprint(block[name])), name)
		}
		levels[name] = level
	}
	*l = levels
	return nil
}

// String shows the levels in the form of a flag.
func (l Levels) String() string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(l)) {
		for text, level := range levelNames {
			if level == l[name] {
				pairs = append(pairs, name+"="+text)
			}
		}
	}
	return strings.Join(pairs, ",")
}

// wants tells whether lines of a logger are wanted. Trace and debug are switched
// apart: one may trace without debugging.
func (c *Config) wants(logger string, level zapcore.Level) bool {
	module, _, _ := strings.Cut(logger, ".")
	if least, set := c.Levels[module]; set {
		return level >= least
	}
	return c.enabled(level)
}

// wantsAny tells whether lines of any logger are.
func (c *Config) wantsAny(level zapcore.Level) bool {
	for _, least := range c.Levels {
		if level >= least {
			return true
		}
	}
	return c.enabled(level)
}
