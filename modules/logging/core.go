package logging

import (
	"slices"
	"sync/atomic"

	"go.uber.org/zap/zapcore"
)

// core is what all loggers write to. It encodes a line as a whole when it is
// written, and not what a logger has in common with its others when that is made:
// so a reload changes the form of all lines, and a logger per connection costs
// next to nothing.
type core struct {
	now    *atomic.Pointer[state]
	counts *counts
	fields []zapcore.Field
}

// state is what one configuration makes of the log. It is replaced as a whole.
type state struct {
	config  Config
	encoder zapcore.Encoder
	out     sink
	repeats *repeats
}

// A sink takes whole lines.
type sink interface {
	// write takes one line; the bytes are borrowed.
	write(level zapcore.Level, line []byte) error
	open() error
	close() error
}

// Enabled tells whether any logger wants lines of the level.
func (c *core) Enabled(level zapcore.Level) bool { return c.now.Load().config.wantsAny(level) }

// With returns a core that adds the fields to each line.
func (c *core) With(fields []zapcore.Field) zapcore.Core {
	return &core{c.now, c.counts, append(slices.Clip(c.fields), fields...)}
}

// Check adds the core to what the entry goes to.
func (c *core) Check(entry zapcore.Entry, to *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if c.now.Load().config.wants(entry.LoggerName, entry.Level) {
		return to.AddCore(entry, c)
	}
	return to
}

// Write writes one line, and in front of it how often older ones were repeated.
func (c *core) Write(entry zapcore.Entry, fields []zapcore.Field) error {
	s := c.now.Load()
	admitted, summaries := s.repeats.admit(entry)
	for _, summary := range summaries {
		if err := s.write(summary, nil); err != nil {
			return err
		}
	}
	if !admitted {
		c.counts.suppressed[indexOf(entry.Level)].Add(1)
		return nil
	}
	c.counts.written[indexOf(entry.Level)].Add(1)
	return s.write(entry, append(slices.Clip(c.fields), fields...))
}

func (s *state) write(entry zapcore.Entry, fields []zapcore.Field) error {
	if s.config.LogtimeUTC {
		entry.Time = entry.Time.UTC()
	}
	line, err := s.encoder.EncodeEntry(entry, fields)
	if err != nil {
		return err
	}
	defer line.Free()
	return s.out.write(entry.Level, line.Bytes())
}

// Sync has nothing to do: nothing is buffered.
func (c *core) Sync() error { return nil }

var _ zapcore.Core = (*core)(nil)
