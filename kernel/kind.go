package kernel

// Kind says what sort of party a session is.
type Kind uint8

// The kinds of parties this kernel knows. A later protocol adds its own here. Two
// rules ask which: OneHop, and that clients may not use what servers reserve.
const (
	KindClient Kind = iota // a NATS client
	KindRoute              // another server of the cluster
	KindSystem             // a part of this server
	kindCount
)

var kindNames = [kindCount]string{"client", "route", "system"}

func (k Kind) String() string { return kindNames[k] }

// OneHop reports whether parties of this kind must not be sent what came from
// another of the same kind: in a full mesh every server hears the first one.
func (k Kind) OneHop() bool { return k == KindRoute }
