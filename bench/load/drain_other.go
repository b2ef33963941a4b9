//go:build !unix

package load

// readBytes is the most one read takes.
const readBytes = 32 << 10

// drain hands everything that arrives to take, whose argument is valid during the call only, until the connection
// ends or take fails.
func (c *Conn) drain(take func(read []byte) error) error {
	if err := c.drainHandshake(take); err != nil {
		return err
	}
	return c.drainReads(take)
}
