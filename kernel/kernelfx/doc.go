// Package kernelfx wires modules around the kernel with fx: one function per
// plug-in point, so that no group tag is typed in a module, and the gate that
// opens all doors. Only module.go files, the command line and tests import it.
//
// # Promise
//
// What modules contribute is found and used in one order, whatever order the
// container builds it in; doors open last and close first.
//
// # Provides
//
// [Door], [Ready], [Section], [Observer], [Verifier], [Reloader], [Drainer] and
// [Reopener] for modules; [Root], [Controls], [Sections] and [Doors] for the
// program; kernel.Fatal to everybody.
//
// # Needs
//
// A *zap.Logger in the graph. A [Tree] if configuration was loaded; without one
// each section has its defaults.
//
// # Configuration
//
// None of its own.
//
// # Invariants
//
//   - I1: every door is bound before any door is served.
//   - I2: if one door cannot be bound, those bound before it are closed.
//   - I3: the gate's hook is the last to start and the first to stop.
//   - I4: members of a group are used in order of rank, then name.
//   - I5: kernel.Fatal logs and asks for the stop once, however often it is called.
//
// # Goroutines
//
// None.
//
// # Limits
//
// The gate closes doors within the context it is given and goes on to the next
// door when one does not close.
package kernelfx
