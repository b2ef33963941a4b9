package load

import (
	"bytes"
	"fmt"
)

// Frame describes how a message arrives at a subscriber.
type Frame struct {
	Length  int    // bytes of every frame of the stream
	Start   byte   // first byte of a frame, found nowhere else in it; zero when the server sends nothing but frames
	Control string // frame without a message that the server may send between two others, such as PING
}

// counter counts the bytes of frames in a stream without parsing it. Instead of looking at every frame it looks at the
// byte where the last frame of a read must start: anything sent in between has shifted it.
type counter struct {
	frame    Frame
	offset   int // bytes already received of the frame the next read goes on with
	skip     int // bytes still to come of a control frame
	controls int // control frames seen
}

// count returns how many bytes of read belong to message frames. An error quotes what the server sent instead.
func (c *counter) count(read []byte) (int, error) {
	skipped := min(c.skip, len(read))
	c.skip -= skipped
	read = read[skipped:]
	if c.frame.Start == 0 || c.aligned(read) {
		c.offset = (c.offset + len(read)) % c.frame.Length
		return len(read), nil
	}
	return c.walk(read)
}

// aligned reports whether the last frame that starts in read starts where it should.
func (c *counter) aligned(read []byte) bool {
	first := (c.frame.Length - c.offset) % c.frame.Length
	if first >= len(read) {
		return true
	}
	last := first + (len(read)-1-first)/c.frame.Length*c.frame.Length
	return read[last] == c.frame.Start
}

// walk goes through read frame by frame, which happens only when a control frame is in it.
func (c *counter) walk(read []byte) (int, error) {
	messages := 0
	for len(read) > 0 {
		if c.offset == 0 && read[0] != c.frame.Start {
			n := min(len(c.frame.Control), len(read))
			if !bytes.Equal(read[:n], []byte(c.frame.Control[:n])) {
				return messages, fmt.Errorf("server sent %q instead of a message", read[:min(len(read), 100)])
			}
			c.controls++
			c.skip = len(c.frame.Control) - n
			read = read[n:]
			continue
		}
		n := min(c.frame.Length-c.offset, len(read))
		c.offset = (c.offset + n) % c.frame.Length
		messages += n
		read = read[n:]
	}
	return messages, nil
}
