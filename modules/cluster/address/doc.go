// Package address reads the addresses that users write for routes.
//
// # Promise
//
// All forms of gnatsd 1.2 and nats-server are read, and what can't be one is an
// error.
package address
