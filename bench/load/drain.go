package load

import "sync"

// readBuffers are borrowed for as long as something is read, so that a thousand subscribers share the few that fit in
// the processor's cache with what the server works on.
var readBuffers = sync.Pool{New: func() any { return new([readBytes]byte) }}

// drainReads hands over what Read returns, for connections that have no descriptor to read from.
func (c *Conn) drainReads(take func(read []byte) error) error {
	buffer := readBuffers.Get().(*[readBytes]byte)
	defer readBuffers.Put(buffer)
	for {
		n, err := c.Conn.Read(buffer[:])
		if n > 0 {
			if err := take(buffer[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
}
