// Package configure tests what operators do to a running server by its
// configuration: the start with one, the reload of every key and of pairs of
// whole configurations, and what foretells a reload.
package configure
