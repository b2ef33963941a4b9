// Package jetstream lets clients of this server, which has no streams of its
// own, manage streams and consumers on those nodes of a mixed cluster that have.
//
// # Promise
//
// A request to the JetStream API reaches the servers that serve it, once, and
// the answer reaches the client. Publishing, pulling, acknowledging and direct
// reads need nothing of this: they are subjects of the clients' own account.
//
// # How
//
// Others serve the API in the system account, and leave it to the server of the
// client to bring requests there and answers back (cluster §19): each request
// gets a reply subject of this server's own, which stands for the client's.
//
// # Invariants
//
//   - I1 While no other server offers the API nobody listens to it here either, so
//     that a client is told at once that there are no responders.
//   - I2 What came from another server is not passed on: its own server did so.
//   - I3 Other servers are not told that this one listens to the API.
//
// # Limits
//
// An answer finds its way for one to two minutes. Of so many requests that are
// waiting for an answer the oldest are forgotten first: 2 × 65,536.
//
// # Goroutines
//
// None. Requests come on the goroutines of clients, answers on those of routes.
package jetstream
