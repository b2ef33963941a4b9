package logging_test

// Goal: lines look as users' tools expect them, and nobody can forge one.
// Method: a clock and a process id that stand still, golden files, and a fuzz
// target that puts anything anywhere.

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"go.uber.org/goleak"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"gnatsd/modules/logging"
)

var update = flag.Bool("update", false, "write the golden files")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type stoppedClock struct{}

var stopped = time.Date(2026, 3, 4, 5, 6, 7, 89012345, time.UTC)

func (stoppedClock) Now() time.Time                         { return stopped }
func (stoppedClock) NewTicker(d time.Duration) *time.Ticker { return time.NewTicker(d) }

func newLog(config logging.Config) (*zap.Logger, *bytes.Buffer) {
	var out bytes.Buffer
	log := logging.New(config, logging.Settings{Console: &out, Clock: stoppedClock{}, PID: 42})
	return log.Logger(), &out
}

// say uses each level and each kind of field once.
func say(log *zap.Logger) {
	log.Log(logging.TraceLevel, `<<- [PUB foo 5]`)
	log.Debug("Server id is X")
	log.Info("Server is ready")
	log.Warn("Maximum payloads are large", zap.Int64("bytes", 8<<20), zap.Duration("for", time.Second))
	log.Error("Lost", zap.NamedError("err", errors.New(`read "x": EOF`)), zap.Bool("again", true))
	fatal := log.Fatal // the one of this logger does not end the process
	fatal(`Error listening on port: 127.0.0.1:4222, "listen tcp"`)
	remote := netip.MustParseAddrPort("127.0.0.1:5000")
	client := log.Named("client").With(zap.Stringer("remote", remote), zap.Uint64("cid", 7))
	client.Debug("Client connection closed: Client Closed", zap.String("subject", "a b"))
	client.With(zap.Namespace("tls")).Info("Handshake", zap.Strings("alpn", []string{"x"}), zap.Float64("ms", 1.5),
		zap.ByteString("sni", []byte("host")), zap.Binary("id", []byte{1, 2}), zap.Any("m", map[string]int{"a": 1}))
	log.Info("Route", zap.String("event", "route_connected"), zap.Int("rid", 3), zap.String("remote", "[::1]:6222"))
}

func TestGolden(t *testing.T) {
	t.Parallel()
	all := logging.Config{Logtime: true, LogFormat: logging.FormatText, Debug: true, Trace: true}
	bare, asJSON, quiet, trace, logfmt, levels := all, all, all, all, all, all
	bare.Logtime = false
	asJSON.LogFormat = logging.FormatJSON
	quiet.Debug, quiet.Trace = false, false
	trace.Debug = false
	logfmt.LogFormat = logging.FormatLogfmt
	levels.Levels = logging.Levels{"client": zapcore.WarnLevel}
	for name, config := range map[string]logging.Config{
		"text": all, "bare": bare, "json": asJSON, "quiet": quiet, "trace": trace, "logfmt": logfmt, "levels": levels,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log, out := newLog(config)
			say(log)
			golden := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(golden, out.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(out.Bytes(), want) {
				t.Errorf("got\n%s\nwant\n%s", out, want)
			}
		})
	}
}

// TestForging: I1 and I2.
func TestForging(t *testing.T) {
	t.Parallel()
	evil := "x\n[42] 2026/03/04 [INF] Server is ready\r\n\x1b[2J\x00\x7f\u0085\u2028\u202e\xff\t"
	log, out := newLog(logging.Config{LogFormat: logging.FormatText, Logtime: true})
	log.Info(evil)
	log.Info("ok", zap.String(evil, evil), zap.String("remote", evil), zap.Error(errors.New(evil)))
	log.Info("ok", zap.ByteString("b", []byte(evil)), zap.Any("any", map[string]string{evil: evil}), zap.Namespace(evil),
		zap.Int("n", 1))
	log.With(zap.String("remote", evil)).Info("ok")
	lines := strings.SplitAfter(out.String(), "\n")
	if len(lines) != 5 || lines[4] != "" {
		t.Fatalf("4 entries made %d lines:\n%q", len(lines)-1, out)
	}
	for _, line := range lines[:4] {
		if !clean(line) {
			t.Errorf("not printable: %q", line)
		}
	}
}

// clean reports whether a text is one line of printable runes and a line feed.
func clean(line string) bool {
	body, ok := strings.CutSuffix(line, "\n")
	for _, r := range body {
		ok = ok && unicode.IsPrint(r)
	}
	return ok && strings.ToValidUTF8(line, "") == line
}

func FuzzText(f *testing.F) {
	f.Add("text", "key", "value")
	f.Add("a\nb", "remote", "1.2.3.4:5\r\n[INF]")
	f.Add("\x1b[0m", "cid", "\x00\xff")
	f.Add(`back\slash`, "", `"`)
	f.Fuzz(func(t *testing.T, text, key, value string) {
		log, out := newLog(logging.Config{LogFormat: logging.FormatText, Logtime: true})
		log.With(zap.String(key, value)).Info(text, zap.Namespace(value), zap.Int(key, 1), zap.Any(key, []string{value}))
		if !clean(out.String()) {
			t.Errorf("not one printable line: %q", out)
		}
		if !strings.HasPrefix(out.String(), "[42] 2026/03/04 05:06:07.089012 [INF] ") {
			t.Errorf("wrong head: %q", out)
		}
	})
}

func TestJSONLinesAreObjects(t *testing.T) {
	t.Parallel()
	log, out := newLog(logging.Config{LogFormat: logging.FormatJSON})
	log.Named("client").Info("a\nb", zap.String("k\n", "\x00\u2028"))
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil || strings.Count(out.String(), "\n") != 1 {
		t.Fatalf("%q: %v", out, err)
	}
	for key, want := range map[string]any{
		"level": "info", "msg": "a\nb", "logger": "client", "pid": 42.0, "time": "2026-03-04T05:06:07.089012345Z",
	} {
		if line[key] != want {
			t.Errorf("%s = %v, want %v", key, line[key], want)
		}
	}
}

// countingWriter counts the writes.
type countingWriter struct{ writes int }

func (w *countingWriter) Write(p []byte) (int, error) { w.writes++; return len(p), nil }

func TestOneWritePerLine(t *testing.T) {
	t.Parallel()
	for _, format := range []string{logging.FormatText, logging.FormatJSON} {
		out := &countingWriter{}
		logging.New(logging.Config{LogFormat: format}, logging.Settings{Console: out}).Logger().Info("a", zap.Int("n", 1))
		if out.writes != 1 {
			t.Errorf("%s: %d writes for a line", format, out.writes)
		}
	}
}

// TestFile: I3.
func TestFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(path, []byte("old\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	log := logging.New(logging.Config{LogFile: path, LogFormat: logging.FormatText}, logging.Settings{PID: 1})
	if err := log.Stop(t.Context()); err != nil {
		t.Errorf("Stop without Start: %v", err)
	}
	log.Logger().Info("before")
	if got := read(t, path); got != "old\n" {
		t.Errorf("New touched the file: %q", got)
	}
	for range 2 {
		if err := log.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	log.Logger().Info("during")
	for range 2 {
		if err := log.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	log.Logger().Info("after")
	want := "old\n[1] [INF] before\n[1] [INF] during\n[1] [INF] after\n"
	if got := read(t, path); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFileHoldsABoundedAmount(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	log := logging.New(logging.Config{LogFile: path, LogFormat: logging.FormatText}, logging.Settings{PID: 1})
	text := strings.Repeat("x", 1<<10)
	for range 100 {
		log.Logger().Info(text)
	}
	if err := log.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := log.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := read(t, path)
	if len(got) > 65<<10 || !strings.HasSuffix(got, "37 lines dropped before the log file was open\n") {
		t.Errorf("%d bytes, ending in %q", len(got), got[len(got)-60:])
	}
}

func TestFileCannotBeOpened(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "none", "log")
	log := logging.New(logging.Config{LogFile: path}, logging.Settings{})
	err := log.Start(t.Context())
	var opening *logging.OpenError
	if !errors.As(err, &opening) || !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("error %v", err)
	}
	if !strings.Contains(err.Error(), " error opening file: open "+path+": ") {
		t.Errorf("text %q", err)
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	if err := logging.DefaultConfig().Validate(); err != nil {
		t.Errorf("default: %v", err)
	}
	if err := (logging.Config{LogFormat: "xml"}).Validate(); err == nil {
		t.Error("xml is accepted")
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var _ zapcore.Clock = stoppedClock{}

// A disk that is full keeps no server from starting, as it stops none that runs.
func TestFileCannotBeWritten(t *testing.T) {
	t.Parallel()
	const full = "/dev/full"
	if _, err := os.Stat(full); err != nil {
		t.Skip(err)
	}
	log := logging.New(logging.Config{LogFile: full}, logging.Settings{})
	log.Logger().Info("before the file is open")
	if err := log.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	log.Logger().Info("after it")
	if err := log.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}
