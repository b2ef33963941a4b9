// Package monitor shows over HTTP what the server is doing.
//
// # Promise
//
// The tools that people run against a NATS server find every page and field they
// read, and looking does not disturb those who publish.
//
// # Provides
//
// The doors "monitor" and "profile". On the first: the endpoints that modules
// contribute (/connz, /subsz, …), its own (/varz, /healthz, /accountz, /debug/vars,
// /stacksz), /metrics for Prometheus, and the dashboard. What endpoints answer are
// structs of package status or of the module they come from: another front, as
// one that answers over messages, can ask the same endpoints and encode them.
//
// # Needs
//
// [kernel.Kernel], and of the other modules whatever they contribute: endpoints,
// facts for /varz, collectors; [kernel.Levels], if the log has a switch. Where an
// endpoint of the reference server has no owner in the build, it answers as "not
// configured".
//
// # Configuration
//
// See Config. Nothing listens unless a port is given.
//
// # Invariants
//
//   - I1 An answer is complete before its first byte is sent, and no lock is held
//     while it is: a slow reader holds nobody up.
//   - I2 What can do harm, or shows the process from inside (stack traces, Go's
//     own variables), is for operators: behind a login, or on a loopback address.
//   - I3 Profiles are served on a loopback address only, on a port of their own.
//   - I4 Only GET and HEAD are answered, but for the switch of the log's levels: a
//     PUT by who operates, where that is enabled, and never by a page of another
//     site.
//   - I5 A page read from another site is possible only where everybody may read.
//   - I6 Where authorities are named, nobody without a certificate of theirs is
//     answered, probes excepted if they are open.
//
// # Goroutines
//
// One accepts, one for each connection serves, and with a dashboard one takes a
// sample of the traffic each second; all end when the door is closed.
//
// # Limits
//
// 64 connections, 64 KiB of request header, 5 s until the header is there, 60 s
// between requests, 2 simultaneous checks of a password. A newcomer beyond the
// connections is told 503, and closed if there are as many of those. The history has 900 samples.
package monitor
