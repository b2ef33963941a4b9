package routing_test

import (
	"testing"

	"gnatsd/kernel"
	"gnatsd/kernel/kerneltest"
	"gnatsd/modules/routing"
)

func TestContract(t *testing.T) {
	t.Parallel()
	kerneltest.Router(t, func() kernel.Router { return routing.NewRouters().NewRouter("$G") })
}
