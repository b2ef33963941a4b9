// Package routing finds the subscriptions that a message reaches.
//
// # Promise
//
// Matching takes no lock and allocates nothing, whatever else is going on; a
// subscription costs little memory, and what is removed gives its memory back.
//
// # Provides
//
// [kernel.Routers], and through it a [kernel.Router] for each account; the
// monitoring page /subsz, and metrics of subscriptions.
//
// # Needs
//
// Nothing.
//
// # Configuration
//
// None.
//
// # How it is built
//
// Everything rests on one structure, the [table]: a hash table that one writer
// changes while any number of readers look things up in it. There are three of
// its kind:
//
//   - literals: whole subject → occupant, for subscriptions without a wildcard.
//     One lookup per message, however many there are.
//   - the trie's edges: (node, token) → node, for patterns. All nodes share one
//     table, so that a node is small and needs none of its own.
//   - a crowd's members, where several share one subject.
//
// # Invariants
//
//   - I1: a subscription whose Insert returned before Match began, and whose
//     Remove did not begin before Match returned, is found exactly once.
//   - I2: one whose Remove returned before Match began is not found.
//   - I3: what Match found under a generation holds while Generation stays, or
//     as long as Unchanged says so (see stamps).
//   - I4: only Insert and Remove write, one at a time under Router.mu. An entry
//     of a table never changes its place; a table that grows or shrinks is built
//     anew and swapped.
//   - I5: no node of the trie is without subscriptions at it or below it, no
//     crowd has fewer than two members, no table is less than a tenth full.
//
// # Goroutines
//
// None.
//
// # Limits
//
// Nothing here grows with what is published; only subscriptions take memory, and
// how many a session may hold is the kernel's business. A Match visits each node
// of the trie at most once and recurses at most once per token of the longest
// pattern. Two Inserts of one subscription count as one.
package routing
