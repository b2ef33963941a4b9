// Package workload is the table of what is measured and how each kind of workload is measured on one server.
//
// Promise: a workload is data (table.go, goals.go); adding one of a known kind is adding a line.
//
// Provides: All, Workload.Measure, Goals.
//
// Needs: proc for the running server, load for the traffic.
//
// Invariants:
//
//	I1  a measurement starts after a warm-up whose messages have all arrived, and ends when its own have
//	I2  names are unique and stable: they are the keys of JSON results, gates and goals
//	I3  no workload needs a server to hold more for its readers than the window of its Shape
//
// Goroutines: none of its own.
package workload
