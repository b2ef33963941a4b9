package kernelfx

import (
	"go.uber.org/fx"

	"gnatsd/kernel"
	"gnatsd/kernel/status"
)

// The tags of all value groups stand here and nowhere else.
const (
	doorsTag    = `group:"doors"`
	readyTag    = `group:"ready"`
	sectionsTag = `group:"sections"`
	verifiers   = `group:"verifiers"`
	observers   = `group:"observers"`
	endpoints   = `group:"endpoints"`
	sources     = `group:"sources"`
	collectors  = `group:"collectors"`
)

// Door contributes a door. The constructor returns something that is a
// kernel.Door, and perhaps an error.
func Door(constructor any) fx.Option {
	return fx.Provide(fx.Annotate(constructor, fx.As(new(kernel.Door)), fx.ResultTags(doorsTag)))
}

// A ReadyObserver is told once, when all doors are bound and served and before
// the server says that it is ready. It is called on the goroutine that starts
// the server, may do short I/O, handles its own errors and keeps nothing of the
// slice, which is in order of rank, then name.
type ReadyObserver interface {
	Ready(doors []kernel.Door)
}

// Ready contributes an observer of the moment when all doors are open. The
// constructor returns something that is a ReadyObserver, and perhaps an error.
func Ready(constructor any) fx.Option {
	return fx.Provide(fx.Annotate(constructor, fx.As(new(ReadyObserver)), fx.ResultTags(readyTag)))
}

// Doors fills the slice with all doors of the graph, in the order in which the
// gate binds them.
func Doors(into *[]kernel.Door) fx.Option {
	return fx.Invoke(fx.Annotate(func(doors []kernel.Door) {
		*into = NewGate(doors, nil, nil).doors
	}, fx.ParamTags(doorsTag)))
}

// Observers fills the slice with all ready observers of the graph, in no order.
func Observers(into *[]ReadyObserver) fx.Option {
	return fx.Invoke(fx.Annotate(func(all []ReadyObserver) { *into = all }, fx.ParamTags(readyTag)))
}

// Observer contributes an observer of sessions or interest. The constructor
// returns something that is a kernel.SessionObserver or a kernel.InterestObserver.
func Observer(constructor any) fx.Option {
	return fx.Provide(fx.Annotate(constructor, fx.As(new(kernel.Observer)), fx.ResultTags(observers)))
}

// Verifier contributes a sort of proof to the chain of the stock authenticator.
// The constructor returns something that is a kernel.Verifier, and perhaps an
// error.
func Verifier(constructor any) fx.Option {
	return fx.Provide(fx.Annotate(constructor, fx.As(new(kernel.Verifier)), fx.ResultTags(verifiers)))
}

// Endpoint contributes a monitoring endpoint. The constructor returns something
// that is a status.Endpoint, and perhaps an error.
func Endpoint(constructor any) fx.Option {
	return fx.Provide(fx.Annotate(constructor, fx.As(new(status.Endpoint)), fx.ResultTags(endpoints)))
}

// Facts contributes to the page about the whole server. The constructor returns
// something that is a status.Source, and perhaps an error.
func Facts(constructor any) fx.Option {
	return fx.Provide(fx.Annotate(constructor, fx.As(new(status.Source)), fx.ResultTags(sources)))
}

// Metrics contributes metrics. The constructor returns something that is a
// prometheus.Collector, and perhaps an error.
func Metrics(constructor any) fx.Option {
	return fx.Provide(fx.Annotate(constructor, fx.As(new(status.Collector)), fx.ResultTags(collectors)))
}

// Monitored is what the modules of a build tell about themselves, each list in
// no order. A monitoring module has it among the fields of its parameters.
type Monitored struct {
	fx.In
	Endpoints  []status.Endpoint  `group:"endpoints"`
	Sources    []status.Source    `group:"sources"`
	Collectors []status.Collector `group:"collectors"`
}
