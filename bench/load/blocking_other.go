//go:build !unix

package load

// block does nothing where sockets are always driven by the poller.
func (c *Conn) block() error { return nil }
