package kernel

import (
	"sync"
	"sync/atomic"
)

// A Chunk is a piece of memory in which bytes travel: read into by a transport,
// filled by a Stage, queued in an Outbox. It is owned by whoever holds a
// reference; the last one to release it returns it to the pool of its size.
//
// Invariant: bytes that somebody else may be reading (a segment was cut from
// them) are never written again; only the bytes behind them are.
type Chunk struct {
	B     []byte // the whole room, never resliced
	refs  atomic.Int32
	class int8 // index in chunkSizes, or -1: too large for a pool
}

// chunkSizes are the size classes in bytes. They start small, so that ten
// thousand quiet destinations cost little, and end where a system call is
// amortized anyway.
var chunkSizes = [...]int{512, 2 << 10, 8 << 10, 32 << 10, ReadSize, 4 * ReadSize, 16 * ReadSize}

// ReadSize is how much a transport reads at once on a busy link, in bytes.
const ReadSize = 128 << 10

// laneClassMax is the largest class a lane is filled in; larger ones hold single
// messages.
const laneClassMax = 4

var chunkPools [len(chunkSizes)]sync.Pool

// NewChunk returns a chunk of at least size bytes with one reference, the
// caller's. Sizes past the largest class are allocated and left to the
// collector.
func NewChunk(size int) *Chunk {
	class := classFor(size)
	if class < 0 {
		c := &Chunk{B: make([]byte, size), class: -1}
		c.refs.Store(1)
		return c
	}
	c, _ := chunkPools[class].Get().(*Chunk)
	if c == nil {
		c = &Chunk{B: make([]byte, chunkSizes[class]), class: int8(class)}
	}
	c.refs.Store(1)
	return c
}

// Retain adds n references.
func (c *Chunk) Retain(n int) { c.refs.Add(int32(n)) }

// Release gives one reference back. The caller must not touch the chunk again.
func (c *Chunk) Release() {
	if n := c.refs.Add(-1); n != 0 {
		assert(n > 0, "chunk released more often than retained")
		return
	}
	if c.class >= 0 {
		mangle(c.B)
		chunkPools[c.class].Put(c)
	}
}

// Exclusive reports whether the caller's reference is the only one, so that all
// of the chunk may be overwritten.
func (c *Chunk) Exclusive() bool { return c.refs.Load() == 1 }

func classFor(size int) int {
	for class, max := range chunkSizes {
		if size <= max {
			return class
		}
	}
	return -1
}

// A segment is a run of bytes in a chunk, holding one reference to it.
type segment struct {
	chunk    *Chunk
	off, end int
}

func (s segment) bytes() []byte { return s.chunk.B[s.off:s.end] }
func (s segment) size() int     { return s.end - s.off }
