package kernelfx

import (
	"go.uber.org/fx"

	"gnatsd/kernel"
)

// Doors fills the slice with all doors of the graph, in the order in which the
// gate binds them.
func Doors(into *[]kernel.Door) fx.Option {
	return fx.Invoke(fx.Annotate(func(doors []kernel.Door) {
		*into = NewGate(doors, nil, nil).doors
	}, fx.ParamTags(doorsTag)))
}

// ReadyObservers fills the slice with all ready observers of the graph, in no order.
func ReadyObservers(into *[]ReadyObserver) fx.Option {
	return fx.Invoke(fx.Annotate(func(all []ReadyObserver) { *into = all }, fx.ParamTags(readyTag)))
}
