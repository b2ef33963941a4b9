// Package client speaks the NATS client protocol over links.
//
// # Promise
//
// Every NATS client, old or new, works with it unchanged.
//
// # Provides
//
// The door "client" and the protocol behind it; of monitoring the pages /connz,
// /accstatz and /topz, what /varz says of clients, and metrics of how they end.
//
// # Needs
//
// kernel.Transport to listen, kernel.Authenticator and kernel.Authorizer to
// decide about parties, the kernel to publish and subscribe.
//
// # Configuration
//
// See Config: addresses, limits and ping intervals; Quotas: what is shared out
// among clients; and Recall: what monitoring remembers.
//
// # Invariants
//
//   - I1 Operations of a connection are processed strictly in order, and what
//     the server answers comes in that order (protocol §21).
//   - I2 Between the first INFO and the first PONG nothing unasked is sent.
//   - I3 An -ERR says exactly what the protocol says, or nothing is said.
//   - I4 A connection that is open is counted, and released when its reader has
//     ended, or earlier when it breaks the rules.
//
// # Goroutines
//
// None of its own: parties live on the goroutines of their streams and on
// timers, which end with them. Stop closes all parties and waits for them.
//
// # Limits
//
// max_connections, max_payload, max_control_line, max_subscriptions,
// max_subscription_tokens, max_pending, write_deadline, ping_interval and
// ping_max and the Quotas, each with the error or close the protocol prescribes.
// Monitoring
// remembers max_closed_clients closed connections with the first 1,000
// subscriptions of each.
package client
