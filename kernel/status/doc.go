// Package status is how the parts of a server tell about themselves.
//
// A module that owns data contributes an [Endpoint] for it, adds what it knows
// to the server's own page as a [Source], and counts as a [Collector]. None of
// that is tied to HTTP: an answer is a struct, which whoever asks encodes. So
// the same answer can go out over another front.
//
// Answers are computed on the goroutine of who asks, from counters that are kept
// anyway. They take the locks they need one at a time and briefly, and hold none
// while the answer is encoded.
package status
