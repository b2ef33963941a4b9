// Package figures holds what a benchmark measures and the arithmetic on it.
//
// Promise: a Sample is one measurement of one server; medians and ratios of samples are exact, and a figure that was
// not measured is absent instead of zero.
//
// Invariants:
//
//	I1  a metric absent from any of the samples summarised is absent from the summary only if it is absent from all
//	I2  a ratio exists only where both sides were measured and the divisor is above zero
//	I3  percentiles are taken from all samples kept (nearest rank), never from a bucketed histogram
package figures
