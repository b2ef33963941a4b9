//go:build unix

package logging

import (
	"fmt"
	"io"
	"os"
	"syscall"
)

// journaled reports whether what is written goes to the journal of systemd, which
// names device and inode of the stream it reads.
func journaled(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	if err != nil {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && os.Getenv("JOURNAL_STREAM") == fmt.Sprintf("%d:%d", stat.Dev, stat.Ino)
}
