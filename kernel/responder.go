package kernel

// A Responder is a Permissions that lets its party answer what it is asked,
// whatever else it may publish. It belongs to one session.
type Responder interface {
	Permissions
	// Asked notes that a message with this reply subject was framed for the party.
	// It is called on goroutines of publishers; the slice is borrowed.
	Asked(reply []byte)
	// MayRespond is asked for each message that is refused otherwise, on the
	// party's own goroutine, and counts the answers. The slice is borrowed.
	MayRespond(subject []byte) bool
}

// An Explainer is a Permissions that can name the rule behind a refusal, for
// logs. The slices are borrowed.
type Explainer interface {
	ExplainPublish(subject []byte) string
	ExplainSubscribe(subject, queue []byte) string
}

func newPermit(p Permissions) *permit {
	if p == nil {
		return nil
	}
	responder, _ := p.(Responder)
	return &permit{p, responder}
}

// Permissions returns what is in force for the party, nil if it may do
// everything.
func (s *Session) Permissions() Permissions {
	if p := s.permissions.Load(); p != nil {
		return p.Permissions
	}
	return nil
}

// responds reports whether a refused subject may have to be delivered to after
// all, so that its fanout is built.
func (p *permit) responds() bool { return p != nil && p.responder != nil }

// mayRespond decides about a message of the session that is refused otherwise.
// Reserved subjects stay refused: an answer is no way around them.
func (p *permit) mayRespond(s *Session, subject []byte) bool {
	return p.responds() && !(s.Kind == KindClient && hasPrefix(subject, reservedSubjects[:])) &&
		p.responder.MayRespond(subject)
}
