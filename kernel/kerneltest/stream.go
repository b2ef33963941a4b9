package kerneltest

import (
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"

	"gnatsd/kernel"
)

// A Stream is a kernel.Conn in memory. Its peer takes what is written as long as
// there is room for it, and can be looked at.
type Stream struct {
	mu       sync.Mutex
	room     int // bytes the peer still takes
	unbound  bool
	taken    []byte
	size     int  // bytes taken
	counting bool // and not kept
	writes   int
	finished bool
	aborted  bool
	more     chan struct{} // closed and made anew when there is room or the stream ends
}

// NewStream makes a stream whose peer takes everything.
func NewStream() *Stream { return &Stream{unbound: true, more: make(chan struct{})} }

// NewBoundedStream makes a stream whose peer takes room bytes for now.
func NewBoundedStream(room int) *Stream { return &Stream{room: room, more: make(chan struct{})} }

// Take makes the peer take so many bytes more.
func (s *Stream) Take(bytes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.room += bytes
	s.wake()
}

// Taken returns a copy of all that the peer has taken.
func (s *Stream) Taken() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]byte(nil), s.taken...)
}

// Size returns how many bytes the peer has taken.
func (s *Stream) Size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.size
}

// Count makes the peer count what it takes and not keep it.
func (s *Stream) Count() *Stream {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counting = true
	return s
}

// Forget empties what the peer has taken, keeping the memory.
func (s *Stream) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken, s.size = s.taken[:0], 0
}

// Writes returns how many writes took bytes.
func (s *Stream) Writes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writes
}

// Ended reports how the stream was ended, if it was.
func (s *Stream) Ended() (finished, aborted bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.finished, s.aborted
}

func (s *Stream) wake() {
	close(s.more)
	s.more = make(chan struct{})
}

// TryWrite takes what there is room for.
func (s *Stream) TryWrite(bufs [][]byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.aborted || s.finished {
		return 0, syscall.EPIPE
	}
	n := 0
	for _, b := range bufs {
		k := len(b)
		if !s.unbound {
			k = min(k, s.room)
			s.room -= k
		}
		if s.size += k; !s.counting {
			s.taken = append(s.taken, b[:k]...)
		}
		n += k
		if k < len(b) {
			break
		}
	}
	if n > 0 {
		s.writes++
	}
	return n, nil
}

// Write waits for room.
func (s *Stream) Write(bufs [][]byte, deadline time.Time) (int, error) {
	late := time.NewTimer(time.Until(deadline))
	defer late.Stop()
	for {
		s.mu.Lock()
		more := s.more
		s.mu.Unlock()
		if n, err := s.TryWrite(bufs); n > 0 || err != nil {
			return n, err
		}
		select {
		case <-more:
		case <-late.C:
			return 0, os.ErrDeadlineExceeded
		}
	}
}

// Finish ends the stream behind what was written.
func (s *Stream) Finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.finished = true
	s.wake()
}

// Abort ends the stream.
func (s *Stream) Abort() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.aborted = true
	s.wake()
}

var here = netip.MustParseAddrPort("127.0.0.1:1")

// Remote is an address on loopback.
func (s *Stream) Remote() netip.AddrPort { return here }

// Local is an address on loopback.
func (s *Stream) Local() netip.AddrPort { return here }

var _ kernel.Conn = (*Stream)(nil)
