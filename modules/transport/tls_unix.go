//go:build unix

package transport

import (
	"errors"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// A bridge lies between TLS and the socket. During the handshake it waits; from
// begin on it never does: reading reports that there is nothing, and what is
// written is kept until somebody takes it to the socket.
type bridge struct {
	stream *stream
	live   bool    // set before the stream is known to be secured
	fd     uintptr // the reader's, during readable

	mu  sync.Mutex // guards out; held during writes that do not wait
	out []byte     // encrypted and not yet written
}

// nothingYet is what TLS takes for a passing disturbance: it may be called again.
type nothingYet struct{}

func (nothingYet) Error() string   { return "nothing to read yet" }
func (nothingYet) Timeout() bool   { return true }
func (nothingYet) Temporary() bool { return true }

func (b *bridge) begin() { b.live = true }

func (b *bridge) Read(p []byte) (int, error) {
	if !b.live {
		return b.stream.tcp.Read(p)
	}
	for {
		n, err := syscall.Read(int(b.fd), p)
		switch {
		case err == nil && n > 0:
			return n, nil
		case err == nil:
			return 0, errEnd
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EAGAIN):
			return 0, nothingYet{}
		default:
			return 0, err
		}
	}
}

func (b *bridge) Write(p []byte) (int, error) {
	if !b.live {
		return b.stream.tcp.Write(p)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.out == nil {
		b.out = (*outs.Get().(*[]byte))[:0]
	}
	b.out = append(b.out, p...)
	return len(p), nil
}

// outs are buffers for what is encrypted: a stream has one only while something
// is in it.
var outs = sync.Pool{New: func() any { b := make([]byte, 0, 2*recordMax); return &b }}

// outKept bounds the size of buffers that are used again.
const outKept = 128 << 10

// flush takes to the socket what goes without waiting.
func (b *bridge) flush(fd uintptr) (left int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	done := 0
	for done < len(b.out) {
		n, err := writev(int(fd), [][]byte{b.out[done:]})
		if err != nil {
			return len(b.out) - done, err
		}
		if n == 0 {
			break
		}
		done += n
	}
	left = copy(b.out, b.out[done:])
	b.out = b.out[:left]
	if left == 0 && b.out != nil {
		if out := b.out; cap(out) <= outKept {
			outs.Put(&out)
		}
		b.out = nil
	}
	return left, nil
}

func (b *bridge) Close() error                       { return nil } // the reader closes the socket (I1)
func (b *bridge) LocalAddr() net.Addr                { return b.stream.tcp.LocalAddr() }
func (b *bridge) RemoteAddr() net.Addr               { return b.stream.tcp.RemoteAddr() }
func (b *bridge) SetDeadline(time.Time) error        { return nil } // the stream's own are used
func (b *bridge) SetReadDeadline(t time.Time) error  { return nil }
func (b *bridge) SetWriteDeadline(t time.Time) error { return nil }

// readable is the stream's through TLS.
func (sec *secured) readable(fd uintptr) bool {
	s := sec.bridge.stream
	sec.bridge.fd = fd
	s.woken()
	for {
		n, err := sec.fill(s.room())
		if n > 0 && !s.received(n) {
			return true
		}
		switch {
		case err == nil:
		case errors.Is(err, nothingYet{}):
			_, _ = sec.bridge.flush(fd) // of answers TLS gives by itself; an error shows at the next write
			s.idle()
			return s.rested()
		default:
			_, _ = sec.bridge.flush(fd) // of an alert; nobody is left to be told
			s.err = err
			return true
		}
	}
}

// fill reads record after record, as long as there are some and there is room:
// what they bring is a batch together, as what one read of the socket is in clear.
func (sec *secured) fill(room []byte) (n int, err error) {
	for n < len(room) && err == nil {
		var more int
		more, err = sec.conn.Read(room[n:])
		n += more
	}
	return n, err
}

// tryWrite encrypts and writes what goes without waiting. What is encrypted and
// does not fit is kept; then one byte at least is not reported, so that the
// caller comes back with it.
func (sec *secured) tryWrite(bufs [][]byte) (int, error) {
	left, err := sec.flush()
	if left > 0 || err != nil {
		return 0, err
	}
	return sec.encrypt(bufs)
}

// write waits until what was kept is written, then goes on.
func (sec *secured) write(bufs [][]byte, deadline time.Time) (int, error) {
	s := sec.bridge.stream
	if err := s.tcp.SetWriteDeadline(deadline); err != nil {
		return 0, err
	}
	defer s.anytime()
	if s.aborted.Load() {
		return 0, errSecuredClosed
	}
	for {
		if err := sec.drain(); err != nil {
			return 0, err
		}
		if n, err := sec.encrypt(bufs); n > 0 || err != nil {
			return n, err
		}
	}
}

func (sec *secured) flush() (left int, err error) {
	failed := sec.bridge.stream.raw.Write(func(fd uintptr) bool {
		left, err = sec.bridge.flush(fd)
		return true
	})
	return left, errors.Join(failed, err)
}

// drain waits until nothing is kept. Each wait is bounded by the deadline
// for as long as the socket takes nothing.
func (sec *secured) drain() error {
	s := sec.bridge.stream
	var err error
	failed := s.raw.Write(func(fd uintptr) bool {
		var left int
		left, err = sec.bridge.flush(fd)
		return left == 0 || err != nil
	})
	if failed != nil && s.aborted.Load() {
		return errSecuredClosed
	}
	if errors.Is(failed, os.ErrDeadlineExceeded) {
		return os.ErrDeadlineExceeded
	}
	return errors.Join(failed, err)
}

// flushAt is how much is encrypted before it is written.
const flushAt = 4 * recordMax

// plains are buffers in which records are gathered.
var plains = sync.Pool{New: func() any { b := make([]byte, 0, recordMax); return &b }}

// encrypt takes bufs until they are over or the socket is full.
func (sec *secured) encrypt(bufs [][]byte) (taken int, err error) {
	skip := sec.owed
	sec.owed, taken = 0, skip
	pooled := plains.Get().(*[]byte)
	plain, open, left := (*pooled)[:0], 0, 0
	seal := func() error {
		if len(plain) == 0 {
			return nil
		}
		n, err := sec.conn.Write(plain)
		taken, open, plain = taken+n, open+n, plain[:0]
		if err == nil && open >= flushAt {
			open = 0
			left, err = sec.flush()
		}
		return err
	}
	for _, b := range bufs {
		cut := min(skip, len(b))
		skip -= cut
		for b = b[cut:]; len(b) > 0 && left == 0 && err == nil; {
			n := min(len(b), recordMax-len(plain))
			plain, b = append(plain, b[:n]...), b[n:]
			if len(plain) == recordMax {
				err = seal()
			}
		}
	}
	if left == 0 && err == nil {
		err = seal()
	}
	if left == 0 && err == nil {
		left, err = sec.flush()
	}
	*pooled = plain[:0]
	plains.Put(pooled)
	if left > 0 && err == nil && taken == size(bufs) && taken > 0 {
		taken--
		sec.owed = 1
	}
	return taken, err
}

func size(bufs [][]byte) (n int) {
	for _, b := range bufs {
		n += len(b)
	}
	return n
}

// finish says goodbye, as far as it goes without waiting.
func (sec *secured) finish() {
	_ = sec.conn.CloseWrite()
	_, _ = sec.flush()
}

// Peek waits for the first byte.
func (s *stream) Peek(wait time.Duration) (first byte, ok bool) {
	s.deadline(time.Now().Add(wait))
	defer s.deadline(time.Time{})
	var b [1]byte
	n := 0
	err := s.raw.Read(func(fd uintptr) bool {
		for {
			var err error
			n, _, err = syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
			if !errors.Is(err, syscall.EINTR) {
				return !errors.Is(err, syscall.EAGAIN)
			}
		}
	})
	return b[0], err == nil && n == 1
}
