package client

import (
	"gnatsd/kernel"
	"gnatsd/kernel/wire"
)

// framer encodes deliveries to clients, with headers or without (protocol §10).
type framer struct{ headers bool }

func (f framer) StripsHeader() bool { return !f.headers }

func (f framer) AppendHead(dst []byte, m *kernel.Message, sub *kernel.Subscription) []byte {
	header, size := m.HeaderSize, m.Size()
	if !f.headers {
		header, size = 0, size-header
	}
	return wire.AppendMsg(dst, m.Subject, sub.SID(), m.Reply, header, size)
}

func (f framer) Cut(b []byte) (subject, sid []byte, body, size int) { return wire.CutMsg(b) }

// Read returns the message of a frame, for another party to have it.
func (f framer) Read(frame []byte) kernel.Message {
	subject, reply, header, body := wire.ReadMsg(frame)
	return kernel.Message{Subject: subject, Reply: reply, HeaderSize: header, Frame: body}
}

var _ kernel.Framer = framer{}
