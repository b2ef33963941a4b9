package logging

import (
	"fmt"
	"os"
	"sync"
)

// heldMax bounds, in bytes, the lines kept until the file is open.
const heldMax = 64 << 10

// logFile is a log file that can be written to all the time: lines that come
// before it is open wait, and after it was closed each line opens it again for
// itself, because what stops last has something to say too.
type logFile struct {
	path string

	mu      sync.Mutex // guards the rest; held across writes, which it must keep in order
	file    *os.File
	held    []byte
	dropped int // lines that held had no room for
	state   fileState
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
	file, err := openAppend(f.path)
	if err != nil {
		return err
	}
	f.file, f.state = file, fileOpen
	if f.dropped > 0 {
		f.held = fmt.Appendf(f.held, "%d lines dropped before the log file was open\n", f.dropped)
	}
	_, err = file.Write(f.held)
	f.held = nil
	return err
}

// Write writes one line.
func (f *logFile) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch f.state {
	case fileOpen:
		return f.file.Write(line)
	case fileClosed:
		return f.writeOnce(line)
	}
	if len(f.held)+len(line) > heldMax {
		f.dropped++
	} else {
		f.held = append(f.held, line...)
	}
	return len(line), nil
}

func (f *logFile) writeOnce(line []byte) (n int, err error) {
	file, err := openAppend(f.path)
	if err != nil {
		return 0, err
	}
	n, err = file.Write(line)
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	return n, err
}

// Sync has nothing to do: nothing is buffered.
func (f *logFile) Sync() error { return nil }

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
