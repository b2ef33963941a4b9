package logging

import (
	"io"
	"strconv"
	"sync"

	"go.uber.org/zap/zapcore"
)

// console writes to standard error.
type console struct {
	journal bool // it ends in the journal of systemd, which reads a priority from each line

	mu  sync.Mutex // guards out and line, held across writes, which it must keep whole
	out io.Writer
	buf []byte
}

func (c *console) write(level zapcore.Level, line []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.journal {
		c.buf = append(c.buf[:0], '<')
		c.buf = strconv.AppendInt(c.buf, int64(severity(level)), 10)
		c.buf = append(append(c.buf, '>'), line...)
		line = c.buf
	}
	_, err := c.out.Write(line)
	return err
}

func (c *console) open() error  { return nil }
func (c *console) close() error { return nil }

// severity is the one of syslog that a level has for users of both servers.
func severity(level zapcore.Level) int {
	switch {
	case level < zapcore.DebugLevel:
		return 5 // notice
	case level == zapcore.DebugLevel:
		return 7
	case level == zapcore.InfoLevel:
		return 5
	case level == zapcore.WarnLevel:
		return 4
	case level == zapcore.ErrorLevel:
		return 3
	}
	return 2 // critical
}
