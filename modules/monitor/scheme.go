package monitor

import "gnatsd/kernel"

// Scheme is that of the URLs of the pages.
func (d *Door) Scheme() string {
	if b := d.monitor.bound.Load(); b != nil && b.secure {
		return "https"
	}
	return "http"
}

var _ kernel.Schemed = (*Door)(nil)
