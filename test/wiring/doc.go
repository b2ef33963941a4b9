// Package wiring tests what the container makes of the stock build: that it is
// complete with and without its optional parts, what it is made of, the order
// in which it starts and stops, and the contract of each module.
package wiring
