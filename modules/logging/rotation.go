package logging

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// rotation puts a log file aside when it has grown too long.
type rotation struct {
	limit int64 // bytes; 0: never
	keep  int   // files, the one in use included; 0: all
	// line makes a log line of a text that the rotation itself has to say.
	line func(text string) []byte
}

// backupLayout is the time behind the name of a file that was put aside.
const backupLayout = "2006.01.02.15.04.05.000000000"

var backupPattern = regexp.MustCompile(`^\.\d{4}(\.\d\d){5}\.\d{9}$`)

// rotate renames the file at path, which is closed, and removes the oldest of
// those put aside before. It returns what is to be said in the new file.
func (r rotation) rotate(path string) ([]byte, error) {
	backup := path + "." + time.Now().Format(backupLayout)
	if err := os.Rename(path, backup); err != nil {
		return nil, err
	}
	said := r.line(fmt.Sprintf("Rotated log, backup saved as %q", backup))
	if r.keep == 0 {
		return said, nil
	}
	backups := backupsOf(path)
	for _, old := range backups[:max(0, len(backups)-(r.keep-1))] {
		if os.Remove(old) == nil {
			said = append(said, r.line(fmt.Sprintf("Purged log file %q", old))...)
		}
	}
	return said, nil
}

// backupsOf returns what was put aside, the oldest first.
func backupsOf(path string) []string {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil
	}
	var found []string
	for _, entry := range entries {
		behind, ours := strings.CutPrefix(entry.Name(), filepath.Base(path))
		if ours && backupPattern.MatchString(behind) {
			found = append(found, filepath.Join(filepath.Dir(path), entry.Name()))
		}
	}
	slices.Sort(found)
	return found
}
