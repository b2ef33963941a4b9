// Command reference writes what follows from the declarations of options and
// commands: the page docs/configuration.md, the sample configs/gnatsd.conf, the
// JSON Schema configs/gnatsd.schema.json, and with -man the manual pages.
//
// # Promise
//
// Pages that are in step with the server: a test fails when one is not.
//
// # Provides
//
// The files named above; it is run in the root of the repository.
//
// # Needs
//
// The stock build.
//
// # Configuration
//
//	-man DIR  write manual pages to this folder, and nothing else
//
// # Invariants
//
//   - I1: the same build gives the same bytes.
//
// # Goroutines
//
// None.
//
// # Limits
//
// None.
package main
