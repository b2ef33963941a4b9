package kernelfx

import (
	"cmp"
	"fmt"
	"slices"

	"go.uber.org/fx"

	"gnatsd/kernel"
)

const (
	reloadersTag = `group:"reloaders"`
	drainersTag  = `group:"drainers"`
	reopenersTag = `group:"reopeners"`
)

// A Preparation is one module's part of a reload.
type Preparation struct {
	Section string
	// Prepare checks a new value of the section against the one in force and
	// returns what puts it in force. Nothing has changed before that is called, and
	// nothing has if it is not. It is called on every reload, also when the section
	// is the same: what its files hold may be another.
	Prepare func(section any) (commit func(), err error)
}

// Reloader says which method of a module takes a new value of its section while
// the server runs; see Preparation.
func Reloader[M, T any](section string, prepare func(M, T) (commit func(), err error)) fx.Option {
	return fx.Provide(fx.Annotate(func(module M) Preparation {
		return Preparation{section, func(value any) (func(), error) {
			typed, ok := value.(T)
			if !ok {
				return nil, fmt.Errorf("configuration of section %q: have %T, want %T", section, value, typed)
			}
			return prepare(module, typed)
		}}
	}, fx.ResultTags(reloadersTag)))
}

// Drainer contributes a drainer. The constructor returns something that is a
// kernel.Drainer, and perhaps an error.
func Drainer(constructor any) fx.Option {
	return fx.Provide(fx.Annotate(constructor, fx.As(new(kernel.Drainer)), fx.ResultTags(drainersTag)))
}

// Reopener contributes a reopener. The constructor returns something that is a
// kernel.Reopener, and perhaps an error.
func Reopener(constructor any) fx.Option {
	return fx.Provide(fx.Annotate(constructor, fx.As(new(kernel.Reopener)), fx.ResultTags(reopenersTag)))
}

// Controls are the handles by which a running server is changed and ended.
type Controls struct {
	Reloaders []Preparation // by name of the section
	Drainers  []kernel.Drainer
	Reopeners []kernel.Reopener
}

type controlParams struct {
	fx.In
	Reloaders []Preparation     `group:"reloaders"`
	Drainers  []kernel.Drainer  `group:"drainers"`
	Reopeners []kernel.Reopener `group:"reopeners"`
}

func newControls(p controlParams) *Controls {
	sorted := slices.Clone(p.Reloaders)
	slices.SortFunc(sorted, func(a, b Preparation) int { return cmp.Compare(a.Section, b.Section) })
	return &Controls{sorted, p.Drainers, p.Reopeners}
}
