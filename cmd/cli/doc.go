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
// [Build], [Stock], [Main], and commands for all an operator does: serve, check,
// signal, passwd, version, modules; to the graph kernel.Build and the loaded
// configuration.
//
// # Needs
//
// A module that provides *zap.Logger.
//
// # Configuration
//
// The flags -c, -t, -sl, -v, -h, --help_tls and --unknown_keys are its own, and so
// is the section of who the server is (server_name, server_tags and
// server_metadata); all others come from the sections of the modules.
//
// # Invariants
//
//   - I1: usage errors end with status 2, everything that prevents a start with
//     1, a stop that was asked for with 0.
//   - I2: configuration is loaded and valid before the container exists.
//   - I3: an error is said once, by this package, on standard error or in the
//     log.
//   - I4: only this package handles signals and ends the process.
//   - I5: a reload puts all of a configuration in force or nothing of it, and flags
//     beat the file over all reloads.
//
// # Goroutines
//
// Those that fx and os/signal start, and in lame duck mode one for each drainer;
// they end with the command.
//
// # Limits
//
// Start and stop may take 15 seconds each. A second interrupt ends the process
// at once.
package cli
