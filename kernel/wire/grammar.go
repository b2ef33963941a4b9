package wire

// Kind names an operation. A protocol numbers its own; zero is none.
type Kind uint8

// Shape says what follows the name of an operation.
type Shape uint8

const (
	// Word is nothing: text up to the line end is ignored.
	Word Shape = iota
	// Text is the rest of the line, blanks at both ends cut off; no blank is
	// needed behind the name.
	Text
	// Fields are words separated by blanks; one blank at least behind the name.
	Fields
	// Body is Fields, the last being the size in bytes of a body that follows
	// the line and is itself followed by CR LF.
	Body
	// HeadedBody is Body, the last two being the size of a header block that
	// begins the body, and the size of all of it.
	HeadedBody
)

// A Verb is an operation a protocol knows.
type Verb struct {
	Name  string // letters in lower case
	Kind  Kind
	Shape Shape
	Words int // of a line with a body: how many at most, sizes included
}

// A Grammar is the set of operations of one protocol. It is immutable.
type Grammar struct {
	byFirst [256][]Verb
}

// NewGrammar makes a grammar. Of verbs with the same first letter the one named
// first is tried first. No name may be the beginning of another.
func NewGrammar(verbs ...Verb) *Grammar {
	g := &Grammar{}
	for _, v := range verbs {
		first := v.Name[0]
		g.byFirst[first] = append(g.byFirst[first], v)
		if first >= 'a' && first <= 'z' {
			g.byFirst[first-'a'+'A'] = append(g.byFirst[first-'a'+'A'], v)
		}
	}
	return g
}

// match finds the verb that buf begins with. It returns nil and true while buf
// is the beginning of some verb, and nil and false at the first wrong byte.
func (g *Grammar) match(buf []byte) (v *Verb, partial bool) {
	verbs := g.byFirst[buf[0]]
	for i := range verbs {
		v := &verbs[i]
		n := min(len(v.Name), len(buf))
		if !equalFold(buf[:n], v.Name[:n]) {
			continue
		}
		switch {
		case n < len(v.Name):
			return nil, true
		case v.Shape < Fields:
			return v, false
		case n == len(buf):
			return nil, true
		case blank(buf[n]):
			return v, false
		}
	}
	return nil, false
}

// equalFold compares with a name in lower case; only letters fold.
func equalFold(b []byte, lower string) bool {
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

func blank(c byte) bool { return c == ' ' || c == '\t' }
