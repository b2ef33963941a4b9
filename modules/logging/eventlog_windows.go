package logging

import (
	"fmt"
	"strings"
	"sync"

	"go.uber.org/zap/zapcore"
	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/eventlog"
)

// eventSource is the name under which servers of this kind write events.
const eventSource = "NATS-Server"

// inService reports whether the process was started by the service manager, so
// that there is no console.
func inService() bool {
	is, err := svc.IsWindowsService()
	return err == nil && is
}

// eventLog writes to the event log of the system.
type eventLog struct {
	pid int

	mu  sync.Mutex // guards log, held across writes, which it must keep in order
	log *eventlog.Log
}

func newEventLog(pid int) sink { return &eventLog{pid: pid} }

func (e *eventLog) open() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.log != nil {
		return nil
	}
	log, err := eventlog.Open(eventSource)
	if err != nil {
		return fmt.Errorf("could not open event log: %w", err)
	}
	e.log = log
	return nil
}

func (e *eventLog) write(level zapcore.Level, line []byte) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.log == nil {
		return nil // before Start there is nowhere to say it
	}
	tag, id := eventOf(level)
	text := fmt.Sprintf("pid[%d][%s]: %s", e.pid, tag, strings.TrimSuffix(string(line), "\n"))
	if level >= zapcore.ErrorLevel {
		return e.log.Error(id, text)
	}
	return e.log.Info(id, text)
}

func eventOf(level zapcore.Level) (tag string, id uint32) {
	switch {
	case level < zapcore.DebugLevel:
		return "TRACE", 4
	case level == zapcore.DebugLevel:
		return "DEBUG", 3
	case level == zapcore.InfoLevel:
		return "NOTICE", 1
	case level == zapcore.WarnLevel:
		return "WARN", 1
	case level == zapcore.ErrorLevel:
		return "ERROR", 2
	}
	return "FATAL", 5
}

func (e *eventLog) close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.log == nil {
		return nil
	}
	log := e.log
	e.log = nil
	return log.Close()
}
