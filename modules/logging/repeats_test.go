package logging_test

// Goal: who makes the server complain without end fills no disk, and nothing is
// held back without a word.

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap/zapcore"

	"gnatsd/modules/logging"
)

// handClock goes when it is told to.
type handClock struct{ now time.Time }

func (c *handClock) Now() time.Time                       { return c.now }
func (*handClock) NewTicker(d time.Duration) *time.Ticker { return time.NewTicker(d) }

func TestRepeats(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	clock := &handClock{now: stopped}
	log := logging.New(logging.Config{LogFormat: logging.FormatText, Repeats: 3},
		logging.Settings{Console: &out, Clock: clock, PID: 1})
	for range 10 {
		log.Logger().Error("again")
		log.Logger().Info("again")
	}
	errors, infos := strings.Count(out.String(), "[ERR]"), strings.Count(out.String(), "[INF]")
	if errors != 3 || infos != 10 {
		t.Errorf("%d errors and %d others", errors, infos)
	}
	clock.now = clock.now.Add(11 * time.Second)
	out.Reset()
	log.Logger().Error("again")
	if want := "[1] [ERR] again (repeated 7 more times in 11s)\n[1] [ERR] again\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
	for range 5 {
		log.Logger().Error("again")
	}
	out.Reset()
	if err := log.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := "[1] [ERR] again (repeated 3 more times in 0s)\n"; out.String() != want {
		t.Errorf("at the end %q, want %q", out.String(), want)
	}
}

// More texts than can be counted are written, not lost.
func TestRepeatsAreBounded(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := logging.New(logging.Config{LogFormat: logging.FormatText, Repeats: 1},
		logging.Settings{Console: &out, Clock: &handClock{now: stopped}, PID: 1})
	for i := range 1000 {
		log.Logger().Error(strconv.Itoa(i))
	}
	if lines := strings.Count(out.String(), "\n"); lines != 1000 {
		t.Errorf("%d lines", lines)
	}
}

func TestLevels(t *testing.T) {
	t.Parallel()
	var l logging.Levels
	if err := l.DecodeConfig("client=debug, routing=warn"); err != nil || l.String() != "client=debug,routing=warn" {
		t.Errorf("%v, %v", l, err)
	}
	if err := l.DecodeConfig(map[string]any{"client": "trace"}); err != nil || l["client"] != logging.TraceLevel {
		t.Errorf("%v, %v", l, err)
	}
	for _, bad := range []any{"client", "client=loud", map[string]any{"client": 1}, 7} {
		if err := l.DecodeConfig(bad); err == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
	if l["client"] != logging.TraceLevel || l["x"] != zapcore.InfoLevel {
		t.Errorf("a mistake changed it: %v", l)
	}
}
