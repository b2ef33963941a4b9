// Package relay is the floor a message server is measured against: it copies the bytes of publishers to subscribers
// and looks at none of them.
//
// Promise: what a publisher wrote is written once to each subscriber that was connected before, in order, without
// being held back longer than the slowest subscriber blocks.
//
// Provides: Serve. A connection starts with one byte that names its role (P publisher, S subscriber, X one half of a
// joined pair), which is echoed once the connection is registered.
//
// Goroutines: one per connection, ended by closing the listener's connections; the process is short-lived.
package relay
