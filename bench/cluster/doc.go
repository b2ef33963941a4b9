// Command cluster measures clusters of this server beside clusters of nats-server, in turns on the same machine:
//
//   - CPU of both servers for a message from a publisher on one to a subscriber on the other;
//   - how long a mesh of three and of five takes to form through one seed: until each server has registered all
//     others, from the moment when the last of them listens, and from the start of the processes;
//   - how long a server takes to tell another server of its interest in many subjects, and to take in as much.
//
// Promise: every figure comes as the median of rounds in which each server had its turn, with the ratio to the peer.
//
// Needs: a gnatsd binary (-ours; built from ./cmd/gnatsd otherwise) and a nats-server (-peer, $NATS_SERVER or on PATH).
//
// Configuration: flags, see -help.
//
// Limits: server CPU needs Linux.
package main
