// Package naming is about the names of clusters, and how servers that were given
// none come to have one in common.
//
// # Promise
//
// Whoever meets whom in whatever order, servers that may be in one cluster agree.
//
// # Goroutines
//
// None; a [Name] is a value.
package naming
