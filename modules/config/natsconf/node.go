package natsconf

import "time"

// Node is one value of the tree: *Map, *Array, *String, *Int, *Float, *Bool or *Time. A tree is read-only once it is
// parsed: values that came from a variable share their insides with the variable's definition.
type Node interface {
	// Pos returns where the value is written. For a value taken from a variable it is the place of the reference; what
	// is inside such a value keeps the places of the definition.
	Pos() Pos

	// Kind names the type as messages do: "a map", "an integer", …
	Kind() string

	base() *node
}

// node is what all kinds of values have in common.
type node struct {
	pos    Pos
	size   int // bytes it takes to write the value out, variables replaced
	height int // levels of maps and arrays inside
}

func (n *node) Pos() Pos    { return n.pos }
func (n *node) base() *node { return n }

// Array is a list of values, of any mix of types.
type Array struct {
	node
	Items []Node
}

// String is a text. Bytes that are not UTF-8 are kept as they are.
type String struct {
	node
	Value  string
	Quoted bool // was written in quotes or as a block
}

// Int is an integer with its size suffix applied.
type Int struct {
	node
	Value int64
	Text  string // as written, with the suffix
}

// Float is a number with a point.
type Float struct {
	node
	Value float64
}

// Bool is one of true, yes, on, false, no, off.
type Bool struct {
	node
	Value bool
}

// Time is a date with a time of day, to the second.
type Time struct {
	node
	Value time.Time // UTC
}

func (*Map) Kind() string    { return "a map" }
func (*Array) Kind() string  { return "an array" }
func (*String) Kind() string { return "a string" }
func (*Int) Kind() string    { return "an integer" }
func (*Float) Kind() string  { return "a number with a point" }
func (*Bool) Kind() string   { return "a boolean" }
func (*Time) Kind() string   { return "a date" }

// placed returns a copy of n that stands at pos and shares everything inside with n.
func placed(n Node, pos Pos) Node {
	var c Node
	switch n := n.(type) {
	case *Map:
		copied := *n
		c = &copied
	case *Array:
		copied := *n
		c = &copied
	case *String:
		copied := *n
		c = &copied
	case *Int:
		copied := *n
		c = &copied
	case *Float:
		copied := *n
		c = &copied
	case *Bool:
		copied := *n
		c = &copied
	case *Time:
		copied := *n
		c = &copied
	}
	c.base().pos = pos
	return c
}

var _ = []Node{(*Map)(nil), (*Array)(nil), (*String)(nil), (*Int)(nil), (*Float)(nil), (*Bool)(nil), (*Time)(nil)}
