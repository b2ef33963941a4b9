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
	buffer := make([]byte, readBytes)
	for {
		n, err := c.Conn.Read(buffer)
		if err == nil {
			err = take(buffer[:n])
		}
		if err != nil {
			return err
		}
	}
}
