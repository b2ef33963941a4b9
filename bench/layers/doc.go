// Package layers holds benchmarks of the publish path without sockets: what
// parsing, matching, staging and handing over cost in the processor alone. Its
// parties are sessions of the real client protocol over streams in memory.
package layers
