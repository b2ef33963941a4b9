// Command bench measures servers against each other on this machine.
//
// Promise: ours, its peers and a byte relay do the same work side by side, in turns, and every figure comes as a ratio
// to a server that was measured a moment before or after it.
//
// It runs each workload (-list) in rounds; in each round every server gets a fresh process and does it once. What is
// compared first is the CPU time the server process used per delivered message, which depends least on what else the
// machine does; then messages per second, memory and latency. A load generator of prebuilt frames (package load)
// costs little enough to leave the machine to the servers; what it costs is in the JSON result as load_cpu_ns.
//
// Needs: a gnatsd binary (-ours; built from ./cmd/gnatsd otherwise) and, as far as installed, nats-server, redis-server
// and mosquitto.
//
// Configuration: flags, see -help; $NATS_SERVER names a nats-server that is not on PATH.
//
// Limits: server CPU and memory need Linux. Elsewhere rates, losses and latencies are measured.
package main
