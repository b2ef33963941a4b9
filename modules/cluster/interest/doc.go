// Package interest counts what the parties of this server want to receive, for
// other servers to be told of, and says which interest may cross.
//
// # Promise
//
// Other servers hear of the first and the last subscription to a subject, and of
// how many members each queue group has, and of nothing that the permissions keep
// back.
//
// # Goroutines
//
// None. Observers call from any goroutine; one reader, the cluster's loop, takes
// the changes.
package interest
