package natsconf

import "strconv"

// Pos is a place in a configuration text.
type Pos struct {
	File   string // as it was given to the parser; for an included file joined with the includer's folder
	Line   int    // counts from 1; 0 means that the place is not known
	Column int    // counts bytes of the line, from 1
}

// IsValid reports whether the place is known.
func (p Pos) IsValid() bool { return p.Line > 0 }

// String returns "file:line:column", or the file alone if the place inside it is not known.
func (p Pos) String() string {
	if !p.IsValid() {
		return p.File
	}
	return p.File + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}
