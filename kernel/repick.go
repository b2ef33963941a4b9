package kernel

// A frameReader is a Framer that can read back what it has written.
type frameReader interface {
	// Read returns the message of a whole frame; its slices are those of the frame.
	Read(frame []byte) Message
}

// An orphan is a message for a queue group whose chosen member has left before
// it was handed over. Another member is to get it.
type orphan struct {
	queue string
	frame []byte // own copy
	from  frameReader
}

// orphan keeps a frame that sift leaves out, if it was for a member of a queue
// group.
func (l *lane) orphan(counts []count, framer Framer, sid, frame []byte) {
	reader, ok := framer.(frameReader)
	if !ok {
		return
	}
	for _, c := range counts {
		if c.sub.SID() == string(sid) && c.sub.Queue() != "" {
			l.orphans = append(l.orphans, orphan{c.sub.Queue(), append([]byte(nil), frame...), reader})
			return
		}
	}
}

// repickRounds bounds how often members may leave under one message.
const repickRounds = 4

// repick gives the orphans of the batch to other members. It is called between
// batches: it changes what Admit has found.
func (s *Session) repick() {
	st := s.stage
	for round := 0; len(st.orphans) > 0 && round < repickRounds; round++ {
		orphans := st.orphans
		st.orphans = nil
		st.begin(nil) // what has changed is to be seen
		for _, o := range orphans {
			m := o.from.Read(o.frame)
			f := s.resolve(m.Subject)
			if g := f.groupNamed([]byte(o.queue)); g != nil && s.deliverGroup(f, g, &m) {
				s.deliverPicked(f, &m)
			} else if s.Kind.OneHop() {
				s.handOn(&m, o.queue, false)
			}
		}
		st.flush()
	}
	st.orphans, s.verdict = nil, nil
}

// deliverPicked stages m for the peer that was picked, if one was.
func (s *Session) deliverPicked(f *fanout, m *Message) {
	for i := range f.bundles {
		if b := &f.bundles[i]; len(b.queues) > 0 {
			s.stage.deliverBundle(b, m)
			clear(b.queues)
			b.queues = b.queues[:0]
		}
	}
}
