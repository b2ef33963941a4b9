// Package letmein is an authenticator with one password for everybody: an
// example of a module that takes the place of one of gnatsd's.
//
// # Promise
//
// Who shows the password, as password or token, is let in and may do
// everything; nobody else is. Without a password configured everybody is.
//
// # Provides
//
// kernel.Authenticator, kernel.Authorizer.
//
// # Needs
//
// Nothing.
//
// # Configuration
//
//	letmein_password  ""  the password (--letmein_password)
//
// # Invariants
//
//   - I1: how long a comparison takes says nothing about the password.
//
// # Goroutines
//
// None.
//
// # Limits
//
// None.
package letmein
