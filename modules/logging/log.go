package logging

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
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
	logger *zap.Logger
	file   *logFile // nil: the console
}

// New returns a log. A log file is not opened before Start.
func New(config Config, settings Settings) *Log {
	if settings.Console == nil {
		settings.Console = os.Stderr
	}
	if settings.PID == 0 {
		settings.PID = os.Getpid()
	}
	log := &Log{}
	out := zapcore.Lock(zapcore.AddSync(settings.Console))
	colour := colourful(settings.Console)
	if config.LogFile != "" {
		log.file = &logFile{path: config.LogFile}
		out, colour = log.file, false
	}
	encoder := newJSONEncoder(settings.PID)
	if config.LogFormat != FormatJSON {
		encoder = &textEncoder{pid: settings.PID, logtime: config.Logtime, colour: colour}
	}
	options := []zap.Option{zap.WithFatalHook(stay{})}
	if settings.Clock != nil {
		options = append(options, zap.WithClock(settings.Clock))
	}
	log.logger = zap.New(zapcore.NewCore(encoder, out, zap.LevelEnablerFunc(config.enabled)), options...)
	return log
}

// Logger returns the logger, which may be used before Start and after Stop.
func (l *Log) Logger() *zap.Logger { return l.logger }

// Start opens the log file.
func (l *Log) Start(context.Context) error {
	if l.file == nil {
		return nil
	}
	if err := l.file.open(); err != nil {
		return &OpenError{Time: time.Now(), Err: err}
	}
	return nil
}

// Stop closes the log file. It may be called without Start and again.
func (l *Log) Stop(context.Context) error {
	if l.file == nil {
		return nil
	}
	if err := l.file.close(); err != nil {
		return fmt.Errorf("closing the log file: %w", err)
	}
	return nil
}

// An OpenError says that the log file cannot be opened. There is no log to say
// it in, so its text brings its own time.
type OpenError struct {
	Time time.Time
	Err  error
}

func (e *OpenError) Error() string {
	return e.Time.Format("2006/01/02 15:04:05") + " error opening file: " + e.Err.Error()
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
