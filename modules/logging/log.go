package logging

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// Settings are for tests; the zero value is what a server wants.
type Settings struct {
	Console io.Writer     // nil: standard error
	Clock   zapcore.Clock // nil: the system's
	PID     int           // 0: of this process
}

// A Log is where all lines of a server go.
type Log struct {
	settings Settings
	logger   *zap.Logger
	now      atomic.Pointer[state] // replaced by a reload
	counts   counts
}

// New returns a log. A log file or syslog is not opened before Start.
func New(config Config, settings Settings) *Log {
	if settings.Console == nil {
		settings.Console = os.Stderr
	}
	if settings.PID == 0 {
		settings.PID = os.Getpid()
	}
	if settings.Clock == nil {
		settings.Clock = zapcore.DefaultClock
	}
	log := &Log{settings: settings}
	log.now.Store(log.newState(config))
	c := &core{now: &log.now, counts: &log.counts}
	log.logger = zap.New(c, zap.WithFatalHook(stay{}), zap.WithClock(settings.Clock))
	return log
}

func (l *Log) newState(config Config) *state {
	s := &state{config: config, repeats: &repeats{max: config.Repeats, seen: map[repeatKey]*repeated{}}}
	text := &textEncoder{pid: l.settings.PID, logtime: config.Logtime}
	switch config.LogFormat {
	case FormatJSON:
		s.encoder = newJSONEncoder(l.settings.PID)
	case FormatLogfmt:
		text.logfmt = true
		s.encoder = text
	default:
		s.encoder = text
	}
	switch {
	case config.LogFile != "":
		s.out = &logFile{path: config.LogFile, rotation: l.rotationOf(s)}
	case config.RemoteSyslog != "" || config.Syslog:
		text.bare = !text.logfmt
		s.out = newSyslog(&config, programTag(), l.settings.PID)
	case inService():
		text.bare = !text.logfmt
		s.out = newEventLog(l.settings.PID)
	default:
		text.colour = colourful(l.settings.Console)
		s.out = &console{out: l.settings.Console, journal: journaled(l.settings.Console)}
	}
	return s
}

// rotationOf returns the rotation of a state's log file, whose own lines look
// like all others.
func (l *Log) rotationOf(s *state) rotation {
	return rotation{limit: s.config.SizeLimit, keep: s.config.MaxNum, line: func(text string) []byte {
		entry := zapcore.Entry{Level: zapcore.InfoLevel, Time: l.settings.Clock.Now(), Message: text}
		line, err := s.encoder.EncodeEntry(entry, nil)
		if err != nil {
			return nil
		}
		defer line.Free()
		return append([]byte(nil), line.Bytes()...)
	}}
}

// Logger returns the logger, which may be used before Start and after Stop.
func (l *Log) Logger() *zap.Logger { return l.logger }

// Start opens the log file or connects to syslog.
func (l *Log) Start(context.Context) error {
	s := l.now.Load()
	if err := s.out.open(); err != nil {
		return &OpenError{Time: time.Now(), What: s.what(), Err: err}
	}
	return nil
}

// Stop closes the log file. It may be called without Start and again.
func (l *Log) Stop(context.Context) error {
	s := l.now.Load()
	l.sumUp(s)
	if err := s.out.close(); err != nil {
		return fmt.Errorf("closing the log file: %w", err)
	}
	return nil
}

// Reopen closes the log file and opens its path again.
func (l *Log) Reopen() (string, error) {
	file, ok := l.now.Load().out.(*logFile)
	if !ok {
		return "File log re-open ignored, not a file logger", nil
	}
	if err := file.reopen(); err != nil {
		return "", err
	}
	return "File log re-opened", nil
}

// Prepare makes ready to log as another configuration says.
func (l *Log) Prepare(config Config) (commit func(), err error) {
	old, next := l.now.Load(), l.newState(config)
	if old.target() == next.target() {
		next.out = old.out
		return func() {
			if file, ok := next.out.(*logFile); ok {
				file.setRotation(l.rotationOf(next))
			}
			l.now.Store(next)
			l.sumUp(old)
		}, nil
	}
	if err := next.out.open(); err != nil {
		return nil, &OpenError{What: next.what(), Err: err}
	}
	if err := next.out.close(); err != nil { // until everybody agrees
		return nil, err
	}
	return func() {
		err := next.out.open()
		l.now.Store(next)
		if err != nil {
			l.logger.Error("Error opening the log", zap.NamedError("err", err)) // the sink tries again with each line
		}
		l.sumUp(old)
		if err := old.out.close(); err != nil {
			l.logger.Error("Error closing the former log", zap.NamedError("err", err))
		}
	}, nil
}

// sumUp writes what a state that ends has held back.
func (l *Log) sumUp(s *state) {
	for _, summary := range s.repeats.rest(l.settings.Clock.Now()) {
		if err := s.write(summary, nil); err != nil {
			break // the sink says it itself when it is closed
		}
	}
}

// target names where the lines of a state go.
func (s *state) target() [3]string {
	c := s.config
	switch {
	case c.LogFile != "":
		return [3]string{"file", c.LogFile}
	case c.RemoteSyslog != "":
		return [3]string{"syslog", c.RemoteSyslog}
	case c.Syslog:
		return [3]string{"syslog"}
	}
	return [3]string{"console"}
}

// what introduces the error of opening the sink in the words users know; that of
// syslog has its own.
func (s *state) what() string {
	if s.config.LogFile != "" {
		return "error opening file:"
	}
	return ""
}

// An OpenError says that the log cannot be opened. There is none to say it in, so
// its text brings its own time, unless it is zero: a running server has a log.
type OpenError struct {
	Time time.Time
	What string
	Err  error
}

func (e *OpenError) Error() string {
	text := e.Err.Error()
	if e.What != "" {
		text = e.What + " " + text
	}
	if e.Time.IsZero() {
		return text
	}
	return e.Time.Format("2006/01/02 15:04:05") + " " + text
}

func (e *OpenError) Unwrap() error { return e.Err }

// stay keeps zap from ending the process after a fatal line.
type stay struct{}

func (stay) OnWrite(*zapcore.CheckedEntry, []zapcore.Field) {}

func colourful(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok || runtime.GOOS == "windows" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
