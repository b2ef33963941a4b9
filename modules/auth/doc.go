// Package auth decides who a party is and what it may do.
//
// # Promise
//
// Both ports are always filled: a server without credentials configured admits
// everybody, into the global account, with every right.
//
// # Provides
//
// kernel.Authenticator and kernel.Authorizer, by one value.
//
// # Needs
//
// Nothing.
//
// # Configuration
//
// None of its own yet.
//
// # Invariants
//
//   - I1 Whoever is admitted has an identity, and its permissions are asked for
//     with it at every binding.
//
// # Goroutines
//
// None.
//
// # Limits
//
// None.
package auth
