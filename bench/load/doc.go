// Package load is a load generator that costs almost nothing: frames are built before the measurement, publishers
// write large blocks of them, subscribers count bytes and divide by the length of a frame.
//
// Promise: what is reported as delivered was received, byte for byte, and a publisher never runs further ahead of the
// slowest subscriber than the window, so that a server that loses a message loses it by its own decision.
//
// Needs: a server on the loopback that speaks one of the dialects (NATS, RESP, MQTT 3.1.1, or the byte relay).
//
// Invariants:
//
//	I1  all frames delivered in one stream have the same length: subjects and sids have a fixed width
//	I2  a server's unsolicited PING is recognised and not counted as part of a message
//	I3  blocks hold whole frames only
//
// Goroutines: one per publisher during Run, one per subscriber from Open to Close; Close waits for all of them.
//
// Limits: the window is WindowBytes per subscriber and FleetBytes over all of them; a subscriber that makes no
// progress for StallTimeout ends the measurement with ErrStalled.
package load
