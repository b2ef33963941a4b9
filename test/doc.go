// Package test holds the end-to-end tests: the server as users run it, a process, spoken to over real sockets by real
// clients.
//
// # Promise
//
// What users rely on works from outside: with today's client libraries, by hand, under bad input, under load, and when
// the process starts and stops.
//
// # Provides
//
// Tests only. harness/ has the tools, transcript/ the runner of the conversation scripts in testdata/transcripts/.
//
// # Needs
//
// The go command to build cmd/gnatsd; node and npm, nc, and the shared conformance corpus where they exist: the tests
// that use them skip otherwise.
//
// # Configuration
//
//   - GNATSD_TEST_SERVER="BIN [fixed arguments]" runs the suite against another server binary.
//   - GNATSD_TEST_FULL=1 sends ten million messages through each shape of the loss tests, a thousand million deliveries
//     in the largest: it needs -timeout 30m.
//   - GNATSD_TEST_SEED=N replays the random tests, whose log tells the seed.
//   - -short sends less.
//
// # Invariants
//
//  1. No test sleeps: each waits for a condition with a deadline.
//  2. Every test starts the server it talks to, so tests are independent and run in parallel.
//
// # Goroutines
//
// Those of the clients; TestMain checks that none is left.
//
// # Limits
//
// The whole suite stays below a minute on two cores without the race detector.
package test
