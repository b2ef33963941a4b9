package relay

import (
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
)

// bufferSize is how much is copied at once.
const bufferSize = 64 << 10

// Relay knows who subscribed.
type Relay struct {
	mu          sync.Mutex // guards the fields below; never held across I/O
	subscribers []net.Conn
	waiting     net.Conn // first half of a pair
}

// Serve accepts connections until the listener is closed and returns nil then.
func Serve(listener net.Listener) error {
	var relay Relay
	for {
		c, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("accepting: %w", err)
		}
		go relay.serve(c)
	}
}

// serve runs one connection until it ends.
func (r *Relay) serve(c net.Conn) {
	var role [1]byte
	if _, err := io.ReadFull(c, role[:]); err != nil {
		_ = c.Close()
		return
	}
	switch role[0] {
	case 'P':
		if echo(c, role) {
			publish(c, r.currentSubscribers())
		}
	case 'S':
		r.subscribe(c)
		if echo(c, role) {
			// Subscribers send nothing: this returns when the connection ends.
			_, _ = io.Copy(io.Discard, c)
		}
	case 'X':
		other := r.pair(c)
		if !echo(c, role) || other == nil {
			return // the second half serves both directions and closes both
		}
		defer other.Close()
		go publish(other, []net.Conn{c})
		publish(c, []net.Conn{other})
	}
	_ = c.Close()
}

func echo(c net.Conn, role [1]byte) bool {
	_, err := c.Write(role[:])
	return err == nil
}

func (r *Relay) subscribe(c net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.subscribers = append(r.subscribers, c)
}

func (r *Relay) currentSubscribers() []net.Conn {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]net.Conn(nil), r.subscribers...)
}

// pair returns the connection that c is joined with, nil if c is the first of the two.
func (r *Relay) pair(c net.Conn) net.Conn {
	r.mu.Lock()
	defer r.mu.Unlock()
	other := r.waiting
	r.waiting = c
	if other != nil {
		r.waiting = nil
	}
	return other
}

// publish copies from one connection to several until one of them fails.
func publish(from net.Conn, to []net.Conn) {
	buffer := make([]byte, bufferSize)
	for {
		n, err := from.Read(buffer)
		for _, subscriber := range to {
			if _, failed := subscriber.Write(buffer[:n]); failed != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
