package cluster

import (
	"strconv"

	"gnatsd/kernel"
	"gnatsd/kernel/wire"
)

// framer encodes messages to another server (cluster §12).
type framer struct {
	account string
	headers bool // the peer takes them

	spreader *spreader // nil: nobody is told of interest
}

func (f framer) StripsHeader() bool { return !f.headers }

func (f framer) AppendHead(dst []byte, m *kernel.Message, sub *kernel.Subscription) []byte {
	return f.AppendGathered(dst, m, sub, nil)
}

func (f framer) AppendGathered(dst []byte, m *kernel.Message, _ *kernel.Subscription, queues []string) []byte {
	f.spreader.spread()
	header, size := m.HeaderSize, m.Size()
	if !f.headers {
		header, size = 0, size-header
	}
	verb := "RMSG "
	if header > 0 {
		verb = "HMSG "
	}
	dst = append(dst, verb...)
	dst = append(append(dst, f.account...), ' ')
	dst = append(append(dst, m.Subject...), ' ')
	switch {
	case len(queues) > 0 && len(m.Reply) > 0:
		dst = append(append(append(dst, "+ "...), m.Reply...), ' ')
	case len(queues) > 0:
		dst = append(dst, "| "...)
	case len(m.Reply) > 0:
		dst = append(append(dst, m.Reply...), ' ')
	}
	for _, queue := range queues {
		dst = append(append(dst, queue...), ' ')
	}
	if header > 0 {
		dst = append(strconv.AppendInt(dst, int64(header), 10), ' ')
	}
	dst = strconv.AppendInt(dst, int64(size), 10)
	return append(dst, wire.CRLF...)
}

// Cut is never asked of a framer that gathers (kernel.Gatherer), but answers.
func (f framer) Cut(b []byte) (subject, sid []byte, body, size int) {
	p := wire.Parser{Grammar: grammar, MaxLine: len(b), MaxBody: -1}
	size, _ = p.Next(b)
	return p.Op.Fields()[1], nil, len(p.Op.Frame) - 2, size
}

// Read is never asked either.
func (f framer) Read(frame []byte) kernel.Message {
	p := wire.Parser{Grammar: grammar, MaxLine: len(frame), MaxBody: -1}
	_, _ = p.Next(frame)
	return kernel.Message{Subject: p.Op.Fields()[1], Frame: p.Op.Frame}
}

var _ kernel.Gatherer = framer{}
