package logging_test

import (
	"bytes"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	"gnatsd/modules/logging"
)

// Levels are switched while lines are written, and a new configuration takes all
// switches back.
func TestSwitch(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	config := logging.DefaultConfig()
	config.Levels = logging.Levels{"routing": logging.TraceLevel}
	log := logging.New(config, logging.Settings{Console: &out})
	client := log.Logger().Named("client")
	for _, c := range []struct {
		module, level string
		fails         bool
		want          map[string]string
	}{
		{"client", "debug", false, map[string]string{"": "info", "client": "debug", "routing": "trace"}},
		{"client", "loud", true, nil},
		{"", "warn", true, nil},
		{"", "", true, nil},
		{strings.Repeat("x", 65), "debug", true, nil},
		{"", "trace", false, map[string]string{"": "trace", "client": "debug", "routing": "trace"}},
		{"", "debug", false, map[string]string{"": "debug", "client": "debug", "routing": "trace"}},
		{"", "info", false, map[string]string{"": "info", "client": "debug", "routing": "trace"}},
		{"client", "", false, map[string]string{"": "info", "routing": "trace"}},
	} {
		before := log.Levels()
		if err := log.SetLevel(c.module, c.level); (err != nil) != c.fails {
			t.Errorf("%q %q: %v", c.module, c.level, err)
		}
		if c.want == nil {
			c.want = before
		}
		if got := log.Levels(); !maps.Equal(got, c.want) {
			t.Errorf("after %q %q: %v, want %v", c.module, c.level, got, c.want)
		}
	}
	client.Debug("unwanted")
	if err := log.SetLevel("client", "debug"); err != nil {
		t.Fatal(err)
	}
	client.Debug("wanted")
	if text := out.String(); strings.Contains(text, "unwanted") || !strings.Contains(text, "wanted") {
		t.Errorf("wrote %q", text)
	}
	commit, err := log.Prepare(config)
	if err != nil {
		t.Fatal(err)
	}
	commit()
	if got := log.Levels(); len(got) != 2 || got["routing"] != "trace" {
		t.Errorf("after a reload: %v", got)
	}
}

func TestSwitchesAreBoundedAndLostByNobody(t *testing.T) {
	t.Parallel()
	log := logging.New(logging.DefaultConfig(), logging.Settings{Console: new(bytes.Buffer)})
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			if err := log.SetLevel(fmt.Sprint("module", i), "debug"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := len(log.Levels()); got != 65 {
		t.Errorf("%d levels", got)
	}
	if log.SetLevel("one.more", "debug") == nil {
		t.Error("there is no bound")
	}
}
