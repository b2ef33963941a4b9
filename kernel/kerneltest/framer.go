package kerneltest

import (
	"gnatsd/kernel"
	"gnatsd/kernel/wire"
)

// Framer encodes deliveries as a client gets them.
type Framer struct{ Headers bool }

// StripsHeader is for peers without headers.
func (f Framer) StripsHeader() bool { return !f.Headers }

// AppendHead appends the line of an MSG or HMSG.
func (f Framer) AppendHead(dst []byte, m *kernel.Message, sub *kernel.Subscription) []byte {
	header, size := m.HeaderSize, m.Size()
	if !f.Headers {
		header, size = 0, size-header
	}
	return wire.AppendMsg(dst, m.Subject, sub.SID(), m.Reply, header, size)
}

// Cut reads the first frame.
func (f Framer) Cut(b []byte) (subject, sid []byte, body, size int) { return wire.CutMsg(b) }

// Read returns the message of a frame.
func (f Framer) Read(frame []byte) kernel.Message {
	subject, reply, header, body := wire.ReadMsg(frame)
	return kernel.Message{Subject: subject, Reply: reply, HeaderSize: header, Frame: body}
}

var _ kernel.Framer = Framer{}
