// Package kerneltest is what every implementation of a kernel port has to pass,
// ours or a stranger's: one function per port, called from the implementation's
// own tests.
//
// # Promise
//
// An implementation that passes keeps the port's documented behaviour as far as
// it can be observed from outside, under the race detector too.
//
// # Provides
//
//   - [Router]: the contract of kernel.Router.
//
// # Needs
//
// The package testing; nothing of a container.
//
// # Configuration
//
// Random tests print their seed; the flag -router.seed makes them take it again.
//
// # Invariants
//
// A suite uses the port alone: it asserts nothing about how it is kept.
//
// # Goroutines
//
// Started by a test and gone when it returns.
//
// # Limits
//
// A suite takes a few seconds under the race detector.
package kerneltest
