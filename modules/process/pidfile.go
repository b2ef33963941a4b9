package process

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

type pidFile struct {
	path    string
	pid     int
	written bool // by us: somebody else's file is not removed
}

// write replaces the file. It returns what an earlier process had left in it;
// that process may be long gone or have had our own number in a container's
// earlier life, so it is a matter for the log and no reason to refuse.
func (f *pidFile) write() (stale string, err error) {
	if old, err := os.ReadFile(f.path); err == nil {
		stale = strings.TrimSpace(string(old))
	}
	if err := os.WriteFile(f.path, []byte(strconv.Itoa(f.pid)), 0o600); err != nil {
		return "", fmt.Errorf("Could not write pidfile: %w", err) //nolint:staticcheck // users' tools look for it
	}
	f.written = true
	return stale, nil
}

func (f *pidFile) remove() error {
	if !f.written {
		return nil
	}
	f.written = false
	now, err := os.ReadFile(f.path)
	if err == nil && strings.TrimSpace(string(now)) == strconv.Itoa(f.pid) {
		err = os.Remove(f.path)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the pid file: %w", err)
	}
	return nil
}
