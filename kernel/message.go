package kernel

// A Message on its way. All slices are borrowed from the publisher's read
// buffer and valid during the call they are given to; whoever keeps them copies.
type Message struct {
	Subject []byte
	Reply   []byte // empty: none
	// HeaderSize is the size of the header block that begins Frame, 0 if none.
	HeaderSize int
	// Frame is header block, payload and the CR LF behind them.
	Frame []byte
	// Repeat says that subject, reply and sizes are those of the message
	// published before by the same session: what was found for that one holds.
	Repeat bool
	// Routed says that it has come from another server of the cluster, for parts
	// of this one that deal with what its own clients publish.
	Routed bool
	// Rest are more messages like this one, as they were read: whole operations
	// of the same subject, reply and sizes, each Line bytes and then its frame.
	Rest []byte
	Line int
}

// Size returns the bytes of header block and payload.
func (m *Message) Size() int { return len(m.Frame) - 2 }

// count returns how many messages m stands for.
func (m *Message) count() int {
	if len(m.Rest) == 0 {
		return 1
	}
	return 1 + len(m.Rest)/(m.Line+len(m.Frame))
}

// step makes m its next message, and reports whether there was one.
func (m *Message) step() bool {
	if len(m.Rest) == 0 {
		return false
	}
	stride := m.Line + len(m.Frame)
	m.Frame = m.Rest[m.Line:stride]
	m.Rest = m.Rest[stride:]
	m.Repeat = true
	return true
}

// A Framer encodes deliveries for one kind of peer. Implementations are
// comparable; frames of one message by equal Framers with equal sids are equal,
// byte for byte, which is what lets the Stage encode them once.
type Framer interface {
	// AppendHead appends what goes before the body: header block and payload, or
	// the payload alone if StripsHeader.
	AppendHead(dst []byte, m *Message, sub *Subscription) []byte
	StripsHeader() bool
	// Cut reads the first of the frames in b, which it has written itself: the
	// subject and sid it is for, the size of its body, and the size of it all.
	Cut(b []byte) (subject, sid []byte, body, size int)
	// Read returns the message of a whole frame that it has written; its slices
	// are those of the frame.
	Read(frame []byte) Message
}
