// Package proc finds servers, runs them as processes on the loopback and accounts for what they use.
//
// Promise: a started server accepts connections when Start returns and is gone when Stop returns, also after an
// interrupt; its CPU time is the kernel's own account of the process.
//
// Provides: Discover, Server.Start, Process.Usage.
//
// Configuration: $NATS_SERVER may name a nats-server that is not on PATH.
//
// Invariants:
//
//	I1  a server is a black box: flags, sockets and the kernel's accounts, nothing else
//	I2  servers listen on 127.0.0.1 only, on a port the system chose, and keep their files in a directory of their own
//
// Goroutines: one per running process, waiting for its end.
//
// Limits: accounting needs Linux; elsewhere Usage returns ErrNoAccounting and figures of the server are absent.
package proc
