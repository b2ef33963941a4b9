// Package hello is a door behind which the server says how long it has been
// running: an example of a module that adds something to gnatsd.
//
// # Promise
//
// Who connects gets one line and is disconnected.
//
// # Provides
//
// A door named "hello".
//
// # Needs
//
// kernel.Build, *zap.Logger.
//
// # Configuration
//
//	hello_port  0  port on 127.0.0.1 (--hello_port), -1 any, 0 none
//
// # Invariants
//
//   - I1: nobody is greeted before all doors of the server are open.
//
// # Goroutines
//
// One that accepts, from Serve until Close, which waits for it.
//
// # Limits
//
// One visitor at a time, who has a second to take the line.
package hello
