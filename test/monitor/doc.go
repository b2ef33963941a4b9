// Package monitor tests what a running server shows over HTTP: the shape of each
// page, what the parameters do, what tools need, who is let in, and the
// dashboard in a browser. Where a reference server is installed, its pages are
// compared with ours after the same traffic.
package monitor
