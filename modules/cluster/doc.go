// Package cluster makes the server one of a full mesh of servers.
//
// # Promise
//
// A message published on one server of the cluster reaches whom it would reach
// if all clients were on that server, whichever servers are ours and which are
// nats-server 2.x.
//
// # Provides
//
// The door "cluster", the protocol behind it, and an observer of interest.
//
// # Needs
//
// kernel.Transport to listen and dial, the kernel to publish and subscribe, and
// kernel.Advertiser, if the build has one, to tell clients of other servers.
//
// # Configuration
//
// See Config. Without a port there is no cluster, and the module does nothing.
//
// # Invariants
//
//   - I1 To each other server there is one registered link. Its interest is sent
//     on that link only (register.go).
//   - I2 No server is told of itself, or of a cluster name that is not this one.
//   - I3 Interest of a server ends with its link.
//   - I4 A message goes to each server at most once, and never on from there but
//     for a queue group whose last member has just left (kernel.DeliverRouted).
//   - I5 The own INFO is sent to a server that has connected only when its CONNECT
//     was accepted: others take the INFO for the route and would be back at once.
//   - I6 The door closes before the links do.
//
// # Goroutines
//
// One loop, in which the mesh decides, from Serve to Stop; one for each attempt
// to connect, bounded by its timeout. Links live on the goroutines of their
// streams. Stop waits for all of them.
//
// # Limits
//
// Lines of other servers are at most 256 KiB long, messages 64 MiB. max_pending
// and write_deadline bound what is queued for a server; at the bound the link is
// closed and made anew. Only the account $G is carried: what other servers say
// of further accounts is forgotten, but for the offer to serve the JetStream API
// (package jetstream). A server that is not configured is looked for at most an
// hour, and at most 256 of them at a time. As many accepted links may be there
// whose other end has not introduced itself.
package cluster
