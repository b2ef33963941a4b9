//go:build !race

package harness

// RaceEnabled tells whether this test binary was built with the race detector.
const RaceEnabled = false
