// Package quota shares out what there is a limited amount of: how many may be in
// under one key, and how much they may do in a second.
//
// # Promise
//
// Coming and going costs one lock and one look into a map; what is not limited
// costs nothing.
//
// # Provides
//
// [Register] counts members by their key, [Bucket] is a bucket of tokens that
// all members of a key share.
//
// # Invariants
//
//   - I1 A key without members is kept with what its bucket owes: who leaves and
//     comes again has not won anything.
//   - I2 A bucket lets pass whatever has a token to begin with: a message larger
//     than a second's worth passes, and what it was too large is owed.
//
// # Goroutines
//
// None; all of it may be used by any.
//
// # Limits
//
// 4096 keys without members are kept; beyond that they are forgotten.
package quota
