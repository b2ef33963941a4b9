package logging_test

// Goal: no line is lost or doubled by rotation, reopening or a reload, and no more
// files are kept than wanted.

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/zap"

	"gnatsd/modules/logging"
)

func startLog(t *testing.T, config logging.Config) *logging.Log {
	t.Helper()
	config.LogFormat = logging.FormatText
	log := logging.New(config, logging.Settings{PID: 1})
	if err := log.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := log.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	})
	return log
}

// everything returns the lines of all files of a log, the oldest first.
func everything(t *testing.T, path string) (files int, lines []string) {
	t.Helper()
	names, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	if len(names) > 0 && names[0] == path { // the one in use sorts first and is the newest
		names = append(names[1:], path)
	}
	for _, name := range names {
		lines = append(lines, slices.Collect(strings.Lines(read(t, name)))...)
	}
	return len(names), lines
}

func TestRotation(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	log := startLog(t, logging.Config{LogFile: path, SizeLimit: 1000})
	for i := range 200 {
		log.Logger().Info("line", zap.Int("n", i))
	}
	files, lines := everything(t, path)
	want := 0
	for _, line := range lines {
		if strings.Contains(line, "Rotated log, backup saved as ") {
			continue
		}
		if line != fmt.Sprintf("[1] [INF] line n=%d\n", want) {
			t.Fatalf("line %q, want n=%d", line, want)
		}
		want++
	}
	if want != 200 || files < 4 {
		t.Errorf("%d lines in %d files", want, files)
	}
}

func TestRotationKeepsSoMany(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(path+".old", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	log := startLog(t, logging.Config{LogFile: path, SizeLimit: 300, MaxNum: 3})
	for range 100 {
		log.Logger().Info("line")
	}
	if files, _ := everything(t, path); files != 3+1 {
		t.Errorf("%d files, want 3 and the one that is not ours", files)
	}
	if !strings.Contains(read(t, path), "Purged log file ") {
		t.Errorf("nothing said of it:\n%s", read(t, path))
	}
}

func TestLongFileIsRotatedAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(path, make([]byte, 2000), 0o600); err != nil {
		t.Fatal(err)
	}
	startLog(t, logging.Config{LogFile: path, SizeLimit: 1000})
	if files, _ := everything(t, path); files != 2 {
		t.Errorf("%d files", files)
	}
}

func TestReopen(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	log := startLog(t, logging.Config{LogFile: path})
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for i := range 200 {
				log.Logger().Info("line", zap.Int("n", 1000*w+i))
			}
		})
	}
	for i := range 20 {
		if err := os.Rename(path, fmt.Sprintf("%s.%02d", path, i)); err != nil {
			t.Fatal(err)
		}
		if said, err := log.Reopen(); err != nil || said != "File log re-opened" {
			t.Fatal(said, err)
		}
	}
	writers.Wait()
	_, lines := everything(t, path)
	slices.Sort(lines)
	if lines = slices.Compact(lines); len(lines) != 800 {
		t.Errorf("%d different lines of 800", len(lines))
	}
}

func TestReopenWithoutAFile(t *testing.T) {
	t.Parallel()
	log := logging.New(logging.DefaultConfig(), logging.Settings{})
	if said, err := log.Reopen(); err != nil || said != "File log re-open ignored, not a file logger" {
		t.Error(said, err)
	}
}

// A logger made before a reload writes as the reload wants it.
func TestPrepare(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, second := filepath.Join(dir, "first"), filepath.Join(dir, "second")
	config := logging.Config{LogFile: first, LogFormat: logging.FormatText}
	log := startLog(t, config)
	old := log.Logger().Named("client").With(zap.Uint64("cid", 7))
	use := func(change func(*logging.Config)) {
		t.Helper()
		change(&config)
		commit, err := log.Prepare(config)
		if err != nil {
			t.Fatal(err)
		}
		old.Info("between")
		commit()
	}
	old.Debug("unwanted")
	use(func(c *logging.Config) { c.Debug = true })
	old.Debug("wanted")
	use(func(c *logging.Config) { c.LogFormat, c.LogFile = logging.FormatLogfmt, second })
	old.Warn("elsewhere")
	use(func(c *logging.Config) { c.Levels = logging.Levels{"client": zap.ErrorLevel} })
	old.Warn("unwanted")
	want := "[1] [INF] cid:7 - between\n[1] [DBG] cid:7 - wanted\n[1] [INF] cid:7 - between\n"
	if got := read(t, first); got != want {
		t.Errorf("the first file:\n%swant\n%s", got, want)
	}
	want = "level=warn logger=\"client\" msg=\"elsewhere\" pid=1 cid=7\n" +
		"level=info logger=\"client\" msg=\"between\" pid=1 cid=7\n"
	if got := read(t, second); got != want {
		t.Errorf("the second file:\n%swant\n%s", got, want)
	}
	config.LogFile = filepath.Join(dir, "none", "log")
	if _, err := log.Prepare(config); err == nil || !strings.HasPrefix(err.Error(), "error opening file: open ") {
		t.Errorf("a file that cannot be opened: %v", err)
	}
}
