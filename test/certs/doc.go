// Package certs makes certificate authorities and certificates: for tests, at
// the time they run, and for the examples of the README.
//
// # Promise
//
// What it makes is good for a year unless wished otherwise, and never leaves the
// folder it was made for.
//
// # Provides
//
// [New], [Authority], [Wish].
//
// # Needs
//
// Nothing.
//
// # Configuration
//
// None.
//
// # Invariants
//
//   - A file is replaced as a whole.
//
// # Goroutines
//
// None.
//
// # Limits
//
// Keys are on the curve P-256.
package certs
