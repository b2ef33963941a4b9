// Package transport carries byte streams over TCP and knows no protocol.
//
// # Promise
//
// A stream that is idle holds one parked goroutine and no buffer. Writing never
// waits for a peer unless the one who writes asked to wait.
//
// # Provides
//
// kernel.Transport: Listen and Dial. Streams are kernel.Conn. kernel.Security:
// who must show certificates and when, with certificates read again when their
// files change.
//
// # Needs
//
// A logger.
//
// # Configuration
//
// See Config: the blocks tls of clients and routes, allow_non_tls and the flags.
// Addresses come from the modules that have doors.
//
// # Invariants
//
//   - I1 The reader goroutine alone closes the socket; everybody else makes it
//     stop. So nobody waits in Close for a reader that may be waiting for him.
//   - I2 A chunk that somebody retained is not read into again.
//   - I3 Bytes not consumed are presented again, in order, with more behind.
//   - I4 Memory for an incomplete operation grows as its bytes arrive, not as
//     they are announced.
//
// # Goroutines
//
// One that watches certificate files, from Start to Stop. One per listener,
// started by Serve and ended by Close. One per stream, ended with the stream. Stop
// aborts what is left and returns when all are gone.
//
// # Limits
//
// After Finish at most 1 MiB or half a second of what the peer still sends is
// read and thrown away. When the system has no file descriptor for an accepted
// connection, accepting pauses for 10 ms, doubling up to 1 s.
package transport
