// Package cli is the command line: the list of modules that a build is made of,
// the commands, and the life of the process around the container.
//
// # Promise
//
// A program of ten lines, the list of its modules, behaves like gnatsd: same
// flags, same texts, same exit status.
//
// # Provides
//
// [Build], [Stock], [Main]; to the graph kernel.Build and the loaded
// configuration.
//
// # Needs
//
// A module that provides *zap.Logger.
//
// # Configuration
//
// The flags -c, -v and -h are its own; all others come from the sections of the
// modules. GNATSD_CONFIG stands for -c.
//
// # Invariants
//
//   - I1: usage errors end with status 2, everything that prevents a start with
//     1, a stop that was asked for with 0.
//   - I2: configuration is loaded and valid before the container exists.
//   - I3: an error is said once, by this package, on standard error or in the
//     log.
//   - I4: only this package handles signals and ends the process.
//
// # Goroutines
//
// One that stops the container while signals are heard, besides those of fx and
// os/signal; they end with the command.
//
// # Limits
//
// Start and stop may take 15 seconds each. A second interrupt ends the process
// at once.
package cli
