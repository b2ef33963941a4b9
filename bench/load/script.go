package load

import (
	"bytes"
	"math/rand/v2"
)

// block is a run of whole frames that is written with one call.
type block struct {
	bytes    []byte
	messages int
}

// script is the prebuilt sequence of blocks a publisher writes over and over.
type script struct {
	blocks []block
	next   int
}

// newScript builds the frames that publish one payload to each of subjects in an order that is random but the same in
// every run, since an order that servers can foresee flatters their caches. No block exceeds limit bytes or
// messagesMax messages, and a script of few subjects repeats them until a block is full.
func newScript(dialect Dialect, payload []byte, subjects, limit, messagesMax int) *script {
	order := rand.New(rand.NewPCG(uint64(subjects), 0)).Perm(subjects)
	size := len(dialect.AppendPublish(nil, Message{Subject: Subject(0), Payload: payload}))
	perBlock := max(1, min(limit/size, messagesMax))
	total := max(perBlock, subjects)
	total -= total % subjects
	frames := make([]byte, 0, total*size)
	for i := range total {
		frames = dialect.AppendPublish(frames, Message{Subject: Subject(order[i%subjects]), Payload: payload})
	}
	s := &script{}
	for start := 0; start < total; start += perBlock {
		end := min(start+perBlock, total)
		s.blocks = append(s.blocks, block{bytes: frames[start*size : end*size], messages: end - start})
	}
	return s
}

// take returns the next block; its bytes must not be changed.
func (s *script) take() block {
	taken := s.blocks[s.next]
	s.next = (s.next + 1) % len(s.blocks)
	return taken
}

// filler returns a payload of n bytes, none of which starts a frame in any dialect.
func filler(n int) []byte { return bytes.Repeat([]byte{'x'}, n) }
