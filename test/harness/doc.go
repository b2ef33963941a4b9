// Package harness starts real servers and talks to them over real sockets, for the end-to-end tests of every folder
// below test/.
//
// # Promise
//
// A test gets a running server process in one line, a conversation with it in a few more, and never has to sleep: all
// waiting is for a condition with a deadline, and whatever was started is gone when the test ends.
//
// # Provides
//
//   - [Main]: runs the tests and removes the server that they built; called from TestMain.
//   - [Program]: cmd/gnatsd, built once per test process.
//   - [Start], [Server]: one server process: its address, log, memory, signals, restart on the same port, exit status.
//   - [Run]: a process that is expected to end by itself, for the tests of the command line.
//   - [Peer]: a raw protocol connection that reports errors, usable on any goroutine.
//   - [Conn]: the same as a conversation that fails the test.
//   - [Pulse]: a healthy publisher and subscriber that must not notice what the rest of a test does.
//   - [Eventually]: waits for a condition.
//
// # Needs
//
// The go command, unless another binary is named.
//
// # Configuration
//
// GNATSD_TEST_SERVER names another server binary (fixed arguments may follow, separated by blanks) to run the suite
// against; nothing is built then. Tests of our own decisions, where servers legitimately differ, skip ([OwnServer]).
//
// # Invariants
//
//  1. The server is built with the race detector when the test binary has it: `go test -race` watches the server too.
//  2. Servers listen on loopback and choose their own port.
//  3. A server that ends with a data race report or a panic in its log fails the test that started it.
//
// # Goroutines
//
// One per server process, which waits for its end; it is gone before the test's cleanup returns. A Pulse has two.
//
// # Limits
//
// The log of a server is kept in memory as a whole; every wait is bounded by [Patience].
package harness
