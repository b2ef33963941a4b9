package process_test

import (
	"os"
	"path/filepath"
	"testing"

	"gnatsd/kernel"
	"gnatsd/modules/process"
)

// A reload moves the files, and takes them away when they are not wanted any more.
func TestPrepare(t *testing.T) {
	t.Parallel()
	first, second, none := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "none", "pid")
	in := func(dir string) process.Config {
		return process.Config{PidFile: filepath.Join(dir, "pid"), PortsDir: dir}
	}
	p, lines := newProcess(in(first))
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.Ready([]kernel.Door{})
	steps := []struct {
		name   string
		config process.Config
		files  [2]int // in the folders
		logged int
	}{
		{"the same", in(first), [2]int{2, 0}, 0},
		{"moved", in(second), [2]int{0, 2}, 0},
		{"not writable", process.Config{PidFile: none, PortsDir: second}, [2]int{0, 1}, 1},
		{"gone", process.Config{}, [2]int{0, 0}, 1},
		{"back", in(first), [2]int{2, 0}, 1},
	}
	for _, step := range steps {
		commit, err := p.Prepare(step.config)
		if err != nil {
			t.Fatal(err)
		}
		commit()
		if got := [2]int{count(t, first), count(t, second)}; got != step.files || lines.Len() != step.logged {
			t.Errorf("%s: %v files, want %v; %d lines, want %d", step.name, got, step.files, lines.Len(), step.logged)
		}
	}
	if err := p.Stop(t.Context()); err != nil || count(t, first) != 0 {
		t.Errorf("left behind: %v", err)
	}
}

func count(t *testing.T, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}
