package cli

import (
	"fmt"
	"slices"
	"strings"

	"go.uber.org/fx"
	"go.uber.org/zap"

	"gnatsd/kernel"
	"gnatsd/kernel/kernelfx"
	"gnatsd/modules/auth"
	"gnatsd/modules/client"
	"gnatsd/modules/cluster"
	"gnatsd/modules/logging"
	"gnatsd/modules/monitor"
	"gnatsd/modules/process"
	"gnatsd/modules/routing"
	"gnatsd/modules/transport"
)

// A Part is one module of a build.
type Part struct {
	Name   string
	Option fx.Option
}

// A Build is the ordered list of modules that make a server. Its methods return
// a changed copy; the first mistake is remembered and reported at the start.
type Build struct {
	parts []Part
	err   error
}

// Stock returns the list of gnatsd itself.
func Stock() Build {
	return NewBuild(
		Part{"logging", logging.Module},
		Part{"process", process.Module},
		Part{"transport", transport.Module},
		Part{"routing", routing.Module},
		Part{"auth", auth.Module},
		Part{"client", client.Module},
		Part{"cluster", cluster.Module},
		Part{"monitor", monitor.Module},
	)
}

// NewBuild returns a build of these modules.
func NewBuild(parts ...Part) Build {
	var b Build
	for _, p := range parts {
		b = b.With(p.Name, p.Option)
	}
	return b
}

// With adds a module.
func (b Build) With(name string, option fx.Option) Build {
	if b.index(name) >= 0 {
		return b.fail("With(%q): there is a module of this name already; Swap replaces it", name)
	}
	b.parts = append(slices.Clone(b.parts), Part{name, option})
	return b
}

// Without leaves a module out; its keys, flags and doors go with it.
func (b Build) Without(name string) Build {
	i := b.index(name)
	if i < 0 {
		return b.unknown("Without", name)
	}
	b.parts = slices.Delete(slices.Clone(b.parts), i, i+1)
	return b
}

// Swap puts another module in the place of one.
func (b Build) Swap(name string, option fx.Option) Build {
	i := b.index(name)
	if i < 0 {
		return b.unknown("Swap", name)
	}
	b.parts = slices.Clone(b.parts)
	b.parts[i].Option = option
	return b
}

// Parts returns a copy of the list.
func (b Build) Parts() []Part { return slices.Clone(b.parts) }

// Err returns the first mistake made with the list.
func (b Build) Err() error { return b.err }

// Graph returns all that a server is made of: the modules, who it is, its
// configuration and the gate. Nothing that is added behind it may have a hook.
func (b Build) Graph(identity kernel.Build, tree kernelfx.Tree) fx.Option {
	return fx.Options(
		b.modules(),
		fx.Supply(identity, fx.Annotate(tree, fx.As(new(kernelfx.Tree)))),
		fx.StartTimeout(lifeTimeout),
		fx.StopTimeout(lifeTimeout),
		fx.WithLogger(newEventLog),
		itself,
		fx.Invoke(func(*zap.Logger) {}), // first, so that the log stops last
		kernelfx.Root(),
	)
}

func (b Build) modules() fx.Option {
	var options []fx.Option
	if b.err != nil {
		options = append(options, fx.Error(b.err))
	}
	for _, p := range b.parts {
		options = append(options, p.Option)
	}
	return fx.Options(options...)
}

func (b Build) index(name string) int {
	return slices.IndexFunc(b.parts, func(p Part) bool { return p.Name == name })
}

func (b Build) unknown(method, name string) Build {
	var names []string
	for _, p := range b.parts {
		names = append(names, p.Name)
	}
	return b.fail("%s(%q): no such module in this build, which has %s", method, name, strings.Join(names, ", "))
}

func (b Build) fail(format string, args ...any) Build {
	if b.err == nil {
		b.err = fmt.Errorf("build list: "+format, args...)
	}
	return b
}
