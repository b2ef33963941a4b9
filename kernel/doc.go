// Package kernel owns the publish path and the ports that modules fill. It is
// the only package that all modules know, and it knows none of them: no
// container, no logger, no configuration.
//
// # Promise
//
// What a party publishes reaches every subscription that matches, each party in
// the order in which it was published, at most once, and one member of each
// queue group. Nobody who does not read slows down anybody else.
//
// # Provides
//
// The registry of accounts, links and sessions ([Kernel]); publishing and
// subscribing ([Session]); the queue in front of a link ([Outbox], by way of
// [Link]); the memory that bytes travel in ([Chunk]).
//
// # Needs
//
// Routers, from whoever implements [Routers]. Everything else comes to it: a
// [Transport] makes a [Conn], a [Protocol] makes of it a [Link] and a [Session].
//
// # Configuration
//
// None of its own; [Bounds] and [Limits] come with links and identities.
//
// # The files, in the order in which a message meets them
//
//	conn.go       the ports of streams        chunk.go     memory with references
//	message.go    a message, borrowed         publish.go   the stages of publishing
//	memo.go       subjects remembered         fanout.go    where a subject leads
//	stage.go      a batch, per destination    lane.go      one destination of it
//	outbox.go     the queue before a link     pressure.go  who is waited for
//	pace.go       how fast a link drains      repick.go    whose member has left
//	sift.go       what a removal overtook     gather.go    one frame for a whole server
//	session.go    a party, its subscriptions  publisher.go the same as a source of messages
//	restrict.go   permissions that change     routed.go    what other servers bring
//
// # Invariants
//
// Those of chunks stand in chunk.go, of publishing (P1…) in publish.go, of the
// stage (S1…) in stage.go, of lanes (L1…) in lane.go, of the outbox (O1…) in
// outbox.go. Locks: Session.rules comes first, and is held over permissions,
// router and observers while subscriptions and rules change. Outbox.mu and Kernel.mu are leaves but for one order, in
// which Kernel.mu is held while a session's Outbox.mu is taken (sums of traffic).
// A router's own lock is never taken while one of these is held. The cluster takes
// its own before Outbox.mu: that of the spreader, before that of interest, and
// those of the bridge to streams, of which answering comes first.
//
// # Goroutines
//
// None but the writers of links whose stream would block: one for each at most,
// started by whoever hands bytes over, ended with the queue, waited for in Stop.
//
// # Limits
//
// Bytes queued for a link: [Bounds]. Bytes staged in a batch: laneMax and
// stageMax. Subjects remembered by a session: memoSetsMax and memoWeightMax.
// Waiting for readers: pressure.go.
package kernel
