package logging

import (
	"fmt"
	"maps"

	"gnatsd/kernel"
)

// Levels returns the least levels in force, of all modules without one of their
// own under the empty name.
func (l *Log) Levels() map[string]string {
	c := &l.now.Load().config
	all := map[string]string{}
	for module, least := range c.Levels {
		all[module] = levelName(least)
	}
	switch {
	case c.Trace || c.Verbose:
		all[""] = "trace"
	case c.Debug:
		all[""] = "debug"
	default:
		all[""] = "info"
	}
	return all
}

// SetLevel changes a least level until the configuration is loaded again. What is
// written for all modules is info at least.
func (l *Log) SetLevel(module, level string) error {
	least, known := levelNames[level]
	switch {
	case module == "" && level != "trace" && level != "debug" && level != "info":
		return fmt.Errorf("expected trace, debug or info for all modules, got %q", level)
	case module != "" && !known && level != "":
		return fmt.Errorf("expected trace, debug, info, warn or error, or nothing, got %q", level)
	case len(module) > moduleMax:
		return fmt.Errorf("expected the name of a module, got one of %d bytes", len(module))
	}
	for {
		old := l.now.Load()
		next := *old
		next.config.Levels = maps.Clone(old.config.Levels)
		switch {
		case module == "":
			next.config.Debug, next.config.Trace, next.config.Verbose = level != "info", level == "trace", false
		case level == "":
			delete(next.config.Levels, module)
		default:
			if next.config.Levels == nil {
				next.config.Levels = Levels{}
			}
			next.config.Levels[module] = least
		}
		if len(next.config.Levels) > switchedMax {
			return fmt.Errorf("more than %d modules have a level of their own", switchedMax)
		}
		if l.now.CompareAndSwap(old, &next) {
			return nil
		}
	}
}

// Bounds of what can be switched: names, and how many.
const (
	moduleMax   = 64
	switchedMax = 64
)

var _ kernel.Levels = (*Log)(nil)
