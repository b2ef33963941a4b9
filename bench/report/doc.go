// Package report keeps the results of a benchmark and shows them: aligned text, JSON, a Markdown table, an SVG plot.
//
// Promise: every figure shown is in the JSON result, together with each round it was summarised from, the machine, the
// date and the versions of all servers.
//
// Invariants:
//
//	I1  Schema grows when the meaning or the name of a JSON field changes
//	I2  a ratio is ours divided by the server of its row, so below one is less CPU, memory or time
//	I3  a figure that was not measured is shown as a dash, never as zero
package report
