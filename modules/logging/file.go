package logging

import (
	"fmt"
	"os"
	"sync"
	"time"

	"go.uber.org/zap/zapcore"
)

// heldMax bounds, in bytes, the lines kept until the file is open.
const heldMax = 64 << 10

// logFile is a log file that can be written to all the time: lines that come
// before it is open wait, and after it was closed each line opens it again for
// itself, because what stops last has something to say too.
type logFile struct {
	path string

	mu       sync.Mutex // guards the rest; held across writes, which it must keep in order
	rotation rotation
	file     *os.File
	size     int64
	held     []byte
	dropped  int // lines that held had no room for
	state    fileState
}

type fileState int

const (
	fileNew fileState = iota
	fileOpen
	fileClosed
)

func openAppend(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o640)
}

// open opens the file, creating it if need be, and writes what was held.
func (f *logFile) open() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.state == fileOpen {
		return nil
	}
	if err := f.use(); err != nil {
		return err
	}
	if limit := f.rotation.limit; limit > 0 && f.size > limit {
		f.held = append(f.rotation.line("Rotating logfile..."), f.held...)
	}
	if f.dropped > 0 {
		f.held = fmt.Appendf(f.held, "%d lines dropped before the log file was open\n", f.dropped)
	}
	held := f.held
	f.held = nil
	if len(held) == 0 {
		return nil
	}
	if err := f.append(held); err != nil { // as for any other line: a full disk keeps no server down
		fmt.Fprintf(os.Stderr, "%v write error: %v\n", time.Now().UTC(), err) // as zap does
	}
	return nil
}

// use opens the path, for append and rotate.
func (f *logFile) use() error {
	file, err := openAppend(f.path)
	if err != nil {
		return err
	}
	f.file, f.state, f.size = file, fileOpen, 0
	if info, err := file.Stat(); err == nil {
		f.size = info.Size()
	}
	return nil
}

func (f *logFile) write(_ zapcore.Level, line []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch f.state {
	case fileOpen:
		return f.append(line)
	case fileClosed:
		return f.writeOnce(line)
	}
	if len(f.held)+len(line) > heldMax {
		f.dropped++
	} else {
		f.held = append(f.held, line...)
	}
	return nil
}

// append writes to the open file and rotates it if it is too long then. A file
// that cannot be put aside grows on, and may do so to twice the length.
func (f *logFile) append(text []byte) error {
	n, err := f.file.Write(text)
	f.size += int64(n)
	if err != nil || f.rotation.limit == 0 || f.size <= f.rotation.limit {
		return err
	}
	if err := f.file.Close(); err != nil {
		return err
	}
	said, failed := f.rotation.rotate(f.path)
	if err := f.use(); err != nil {
		f.state = fileClosed
		return err
	}
	if failed != nil {
		f.rotation.limit *= 2
		said = f.rotation.line("Unable to rotate the log file: " + failed.Error())
	}
	n, err = f.file.Write(said)
	f.size += int64(n)
	return err
}

func (f *logFile) writeOnce(line []byte) error {
	file, err := openAppend(f.path)
	if err != nil {
		return err
	}
	_, err = file.Write(line)
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	return err
}

// reopen opens the path again; if it cannot, the file stays the one it was.
func (f *logFile) reopen() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.state != fileOpen {
		return nil
	}
	old := f.file
	if err := f.use(); err != nil {
		return err
	}
	return old.Close()
}

func (f *logFile) setRotation(r rotation) {
	f.mu.Lock()
	f.rotation = r
	f.mu.Unlock()
}

func (f *logFile) close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.state != fileOpen {
		return nil
	}
	file := f.file
	f.file, f.state = nil, fileClosed
	return file.Close()
}
