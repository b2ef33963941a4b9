package transport

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"gnatsd/kernel"
)

// What is still read and thrown away after Finish.
const (
	lingerTime  = 500 * time.Millisecond
	lingerBytes = 1 << 20
)

// fullReads is how many reads that fill the room make a batch: without end it
// would not end while a publisher is faster than this server.
const fullReads = 8

// firstRead is the chunk a quiet stream is read with.
const firstRead = 4 << 10

// stream is one TCP connection.
type stream struct {
	tcp           *net.TCPConn
	raw           syscall.RawConn
	remote, local netip.AddrPort

	finished atomic.Bool // Finish was called: what comes is thrown away
	aborted  atomic.Bool
	secured  atomic.Pointer[secured] // nil: in clear; set once, before the reader begins to read

	// The reader's.
	receiver kernel.Receiver
	chunk    *kernel.Chunk // nil while the stream is idle
	start    int           // bytes from start to end are not consumed yet
	end      int
	want     int // bytes the receiver waits for, counted from start
	size     int // of the next chunk: follows the traffic
	thrown   int // bytes thrown away
	full     int // reads in a row that filled the room
	paused   bool
	repose
	err error

	writer
}

func newStream(c *net.TCPConn) (*stream, error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return nil, err
	}
	s := &stream{tcp: c, raw: raw, size: firstRead}
	s.remote, s.local = addrPort(c.RemoteAddr()), addrPort(c.LocalAddr())
	s.prepareWriter()
	return s, nil
}

func addrPort(a net.Addr) netip.AddrPort {
	p := a.(*net.TCPAddr).AddrPort()
	return netip.AddrPortFrom(p.Addr().Unmap(), p.Port())
}

func (s *stream) Remote() netip.AddrPort { return s.remote }
func (s *stream) Local() netip.AddrPort  { return s.local }

// open is the first thing the reader goroutine does.
func (s *stream) open(p kernel.Protocol) { s.receiver, s.paused = p.Open(s), true }

// run is the reader goroutine. It reports whether another one is to go on where
// this one stops (I5): a goroutine keeps the stack it once needed, several
// kilobytes that a parked one has no use for.
func (s *stream) run() (goOn bool) {
	err := s.read()
	if s.renew {
		s.renew = false
		return true
	}
	s.done(err)
	return false
}

// done tells the receiver and closes the socket.
func (s *stream) done(err error) {
	s.idle()
	if s.chunk != nil {
		s.chunk.Release()
		s.chunk = nil
	}
	if s.finished.Load() || s.aborted.Load() {
		err = nil
	}
	s.receiver.Closed(err)
	_ = s.tcp.Close() // I1; nothing is left to be done about an error
}

// Finish ends the writing side and reads on for a moment: closing with unread
// bytes would reset the stream, and the peer might lose what was written last.
func (s *stream) Finish() {
	s.finished.Store(true)
	if sec := s.secured.Load(); sec != nil {
		sec.finish()
	}
	_ = s.tcp.CloseWrite()
	_ = s.tcp.SetReadDeadline(time.Now().Add(lingerTime))
}

// Abort makes reader and writer stop; the reader closes the socket (I1).
func (s *stream) Abort() {
	s.aborted.Store(true)
	_ = s.tcp.SetDeadline(time.Unix(1, 0))
}

// room returns where to read to.
func (s *stream) room() []byte {
	if s.chunk == nil {
		s.chunk = kernel.NewChunk(s.size)
		s.start, s.end = 0, 0
	}
	return s.chunk.B[s.end:]
}

// received hands n new bytes to the receiver and makes room for more. It reports
// whether reading goes on.
func (s *stream) received(n int) bool {
	full := s.end+n == len(s.chunk.B)
	s.busy = true
	s.adapt(n)
	s.end += n
	if s.finished.Load() {
		s.thrown += n
		s.start, s.end = 0, 0
		return s.thrown < lingerBytes
	}
	if s.end-s.start < s.want && s.end < len(s.chunk.B) {
		return true
	}
	consumed, want := s.receiver.Receive(s.chunk, s.chunk.B[s.start:s.end])
	s.start, s.want = s.start+consumed, want
	if s.full++; !full || s.full == fullReads {
		s.full = 0
	}
	if s.paused = s.full == 0; s.paused {
		s.receiver.Pause() // there is hardly more, or others have waited long enough
	}
	if s.aborted.Load() {
		return false
	}
	switch {
	case s.start == s.end && s.chunk.Exclusive():
		s.start, s.end = 0, 0
	case s.start == s.end:
		s.chunk.Release() // I2
		s.chunk = nil
	default:
		s.keep()
	}
	return true
}

// keep makes sure that more can stand behind the bytes not consumed (I3). The
// chunk grows only when it is full: with what has arrived, not with what was
// announced (I4).
func (s *stream) keep() {
	size := len(s.chunk.B)
	switch {
	case s.want > 0 && s.start+s.want <= size:
		return
	case s.start == 0 && s.end < size:
		return
	case s.start == 0:
		size *= 2
	}
	left := s.end - s.start
	if size == len(s.chunk.B) && s.chunk.Exclusive() {
		copy(s.chunk.B, s.chunk.B[s.start:s.end])
	} else {
		larger := kernel.NewChunk(max(size, s.size))
		copy(larger.B, s.chunk.B[s.start:s.end])
		s.chunk.Release()
		s.chunk = larger
	}
	s.start, s.end = 0, left
}

// adapt follows the traffic: a read that fills the room asks for more of it the
// next time, one that hardly uses it for less.
func (s *stream) adapt(n int) {
	switch room := len(s.chunk.B) - s.end; {
	case n == room && s.size < kernel.ReadSize:
		s.size = min(4*s.size, kernel.ReadSize)
	case n < s.size/16 && s.size > firstRead:
		s.size /= 2
	}
}

// idle gives the buffer back if nothing is in it.
func (s *stream) idle() {
	if !s.paused {
		s.paused = true
		s.receiver.Pause()
	}
	if s.chunk != nil && s.start == s.end {
		s.chunk.Release()
		s.chunk = nil
	}
}

// closed turns the end of reading into what the receiver is told.
func closed(err error) error {
	if err == nil || errors.Is(err, net.ErrClosed) || errors.Is(err, os.ErrDeadlineExceeded) {
		return nil
	}
	return err
}

var errEnd = io.EOF

var _ kernel.Conn = (*stream)(nil)
