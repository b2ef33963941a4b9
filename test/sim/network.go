package sim

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"

	"gnatsd/kernel"
)

// network carries streams between hosts in memory: bytes arrive late, in order,
// and wait while the way is blocked, as they do over TCP.
type network struct {
	mu        sync.Mutex // guards all below and all pipes
	random    *rand.Rand
	listeners map[netip.AddrPort]*listener
	blocked   map[[2]netip.Addr]bool // from, to
	conns     map[*conn]struct{}
	delay     time.Duration // at most, one way
	lastPort  uint16
}

func newNetwork(random *rand.Rand) *network {
	return &network{
		random: random, listeners: map[netip.AddrPort]*listener{}, blocked: map[[2]netip.Addr]bool{},
		conns: map[*conn]struct{}{}, delay: 2 * time.Millisecond, lastPort: 30000,
	}
}

// block cuts the way from one host to another, or opens it again.
func (n *network) block(from, to netip.Addr, cut bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.blocked[[2]netip.Addr{from, to}] = cut
	n.wakeAll()
}

// heal opens all ways.
func (n *network) heal() {
	n.mu.Lock()
	defer n.mu.Unlock()
	clear(n.blocked)
	n.wakeAll()
}

// cut resets all streams between two hosts; new ones can be made.
func (n *network) cut(a, b netip.Addr) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for c := range n.conns {
		if c.local.Addr() == a && c.remote.Addr() == b {
			for _, p := range []*pipe{c.in, c.out} {
				p.packets = nil
				p.push(packet{end: errReset})
			}
		}
	}
}

func (n *network) setDelay(d time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.delay = d
}

func (n *network) wakeAll() {
	for c := range n.conns {
		c.in.signal()
	}
}

// silence makes all streams of a host end for it, without a word to others, as a
// power failure does, or with a reset for them, as the end of a process does.
func (n *network) silence(host netip.Addr, reset bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for c := range n.conns {
		if c.local.Addr() != host {
			continue
		}
		c.mute = true
		c.out.packets = nil
		if reset {
			c.out.push(packet{end: errReset})
		}
		c.abort()
	}
}

var errReset = errors.New("connection reset")

// host is the transport of one server.
type host struct {
	net     *network
	address netip.Addr
	work    sync.WaitGroup
}

func (h *host) Listen(_ context.Context, address string) (kernel.Listener, error) {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return nil, err
	}
	return &listener{host: h, at: at}, nil
}

// Dial takes a round trip; while the way is blocked it takes until ctx ends.
func (h *host) Dial(ctx context.Context, address string, p kernel.Protocol) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	n := h.net
	n.mu.Lock()
	wait := time.Duration(n.random.Int64N(int64(2*n.delay) + 1))
	n.mu.Unlock()
	select {
	case <-time.After(wait):
	case <-ctx.Done():
		return ctx.Err()
	}
	n.mu.Lock()
	cut := n.blocked[[2]netip.Addr{h.address, to.Addr()}] || n.blocked[[2]netip.Addr{to.Addr(), h.address}]
	l := n.listeners[to]
	if cut {
		n.mu.Unlock()
		<-ctx.Done()
		return ctx.Err()
	}
	if l == nil {
		n.mu.Unlock()
		return errors.New("connection refused")
	}
	n.lastPort++
	from := netip.AddrPortFrom(h.address, n.lastPort)
	there, back := newPipe(), newPipe()
	mine := &conn{net: n, local: from, remote: to, out: there, in: back}
	theirs := &conn{net: n, local: to, remote: from, out: back, in: there}
	n.conns[mine], n.conns[theirs] = struct{}{}, struct{}{}
	h.work.Go(func() { mine.run(p) })
	l.host.work.Go(func() { theirs.run(l.protocol) })
	n.mu.Unlock()
	return nil
}

type listener struct {
	host     *host
	at       netip.AddrPort
	protocol kernel.Protocol
}

func (l *listener) Addr() net.Addr { return net.TCPAddrFromAddrPort(l.at) }

func (l *listener) Serve(p kernel.Protocol) {
	l.protocol = p
	n := l.host.net
	n.mu.Lock()
	defer n.mu.Unlock()
	n.listeners[l.at] = l
}

func (l *listener) Close() error {
	n := l.host.net
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.listeners, l.at)
	return nil
}

// packet is what was written at once, or the end of the stream.
type packet struct {
	at   time.Time // of its arrival
	data []byte
	end  error
}

// pipe is one direction of a stream.
type pipe struct {
	packets []packet
	size    int
	last    time.Time
	wake    chan struct{} // something has changed for the reader
	space   chan struct{} // and for the writer
}

// pipeMax is how much may be under way, in bytes.
const pipeMax = 256 << 10

func newPipe() *pipe { return &pipe{wake: make(chan struct{}, 1), space: make(chan struct{}, 1)} }

func (p *pipe) signal() { notify(p.wake) }

func notify(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (p *pipe) push(one packet) {
	if one.at.Before(p.last) {
		one.at = p.last
	}
	p.last = one.at
	p.packets = append(p.packets, one)
	p.size += len(one.data)
	p.signal()
}

// conn is one end of a stream.
type conn struct {
	net           *network
	local, remote netip.AddrPort
	out, in       *pipe
	mute          bool // what it writes is lost
	finished      bool
	ended         bool // aborted by this end
}

func (c *conn) Local() netip.AddrPort  { return c.local }
func (c *conn) Remote() netip.AddrPort { return c.remote }

func (c *conn) TryWrite(bufs [][]byte) (int, error) {
	c.net.mu.Lock()
	defer c.net.mu.Unlock()
	return c.write(bufs)
}

func (c *conn) write(bufs [][]byte) (int, error) {
	if c.ended {
		return 0, errReset
	}
	var data []byte
	for _, b := range bufs {
		data = append(data, b...)
	}
	if c.mute {
		return len(data), nil
	}
	if c.out.size >= pipeMax {
		return 0, nil
	}
	late := time.Duration(c.net.random.Int64N(int64(c.net.delay) + 1))
	c.out.push(packet{at: time.Now().Add(late), data: data})
	return len(data), nil
}

func (c *conn) Write(bufs [][]byte, deadline time.Time) (int, error) {
	timeout := time.NewTimer(time.Until(deadline))
	defer timeout.Stop()
	for {
		if n, err := c.TryWrite(bufs); n > 0 || err != nil {
			return n, err
		}
		select {
		case <-c.out.space:
		case <-timeout.C:
			return 0, os.ErrDeadlineExceeded
		}
	}
}

func (c *conn) Finish() {
	c.net.mu.Lock()
	defer c.net.mu.Unlock()
	if !c.finished && !c.mute {
		c.out.push(packet{at: time.Now(), end: io.EOF})
	}
	c.finished = true
	c.in.signal()
}

func (c *conn) Abort() {
	c.net.mu.Lock()
	defer c.net.mu.Unlock()
	if !c.mute && !c.ended {
		c.out.push(packet{at: time.Now(), end: errReset})
	}
	c.abort()
}

func (c *conn) abort() {
	c.ended = true
	c.in.signal()
	notify(c.out.space)
}

// run is the reader.
func (c *conn) run(p kernel.Protocol) {
	receiver := p.Open(c)
	var left []byte
	want := 0
	for {
		data, over, err := c.next()
		if over {
			c.net.mu.Lock()
			if c.ended || c.finished {
				err = nil
			}
			c.ended = true
			delete(c.net.conns, c)
			c.net.mu.Unlock()
			receiver.Closed(err)
			return
		}
		left = append(left, data...)
		if len(left) < want {
			continue
		}
		chunk := kernel.NewChunk(len(left))
		n := copy(chunk.B, left)
		consumed, more := receiver.Receive(chunk, chunk.B[:n])
		receiver.Pause()
		chunk.Release()
		left, want = left[consumed:], more
	}
}

// next waits for the next packet.
func (c *conn) next() (data []byte, over bool, err error) {
	for {
		c.net.mu.Lock()
		var wait <-chan time.Time
		switch {
		case c.ended || c.finished:
			c.net.mu.Unlock()
			return nil, true, nil
		case len(c.in.packets) == 0 || c.net.blocked[[2]netip.Addr{c.remote.Addr(), c.local.Addr()}]:
		case time.Until(c.in.packets[0].at) > 0:
			wait = time.After(time.Until(c.in.packets[0].at))
		default:
			first := c.in.packets[0]
			c.in.packets = c.in.packets[1:]
			c.in.size -= len(first.data)
			notify(c.in.space)
			c.net.mu.Unlock()
			return first.data, first.end != nil, first.end
		}
		c.net.mu.Unlock()
		select {
		case <-c.in.wake:
		case <-wait:
		}
	}
}

var (
	_ kernel.Transport = (*host)(nil)
	_ kernel.Conn      = (*conn)(nil)
)
