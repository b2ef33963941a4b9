// Package auth decides who a party is and what it may do.
//
// # Promise
//
// A server that was told to ask for credentials lets nobody in without them,
// and nobody learns from its answers what was wrong, nor from their time where
// all passwords are of one sort. A
// configuration that looks protected and is open does not start.
//
// # Provides
//
// kernel.Authenticator, kernel.Authorizer and kernel.Host, by one value: a chain
// of kernel.Verifier, which other modules join through kernelfx.Verifier.
// [Explain] says which rule decides a question.
//
// # Needs
//
// kernel.Security, if there is one, to know whether certificates name users.
//
// # Configuration
//
// See Config: the block authorization, no_auth_user, permissions_default; the
// flags user, pass and auth.
//
// # Invariants
//
//   - I1 Whoever is admitted has an identity, and its permissions are asked for
//     with it at every binding.
//   - I2 One comparison of a password is made for every login with one, whether
//     the user exists or not, at the highest cost configured if it does not; a
//     list that mixes plain passwords and hashes tells by time who is in it.
//   - I3 A subscription is allowed only if one rule covers all it can match; what
//     is denied inside of it is filtered at delivery.
//   - I4 Permissions never change once made; sessions share them. Only what a
//     session may answer is its own.
//   - I5 No error and no line of the log holds what a party has shown, but its
//     name or public key.
//
// # Goroutines
//
// None. Comparing passwords and holding back answers happens on the goroutine of
// the party.
//
// # Limits
//
// Half of the processors, at least one, compare bcrypt hashes at a time, in steps
// of about a millisecond; one password is remembered for each hash. 4096
// logins wait for that, 1024 of one network, in turns between networks; others
// fail at once; who waits longer than the login may take fails without a
// comparison. The brake knows 4096 addresses (networks of 64 bits for IPv6), the
// others share one count. A session may answer 8192 requests, the oldest is
// forgotten.
package auth
