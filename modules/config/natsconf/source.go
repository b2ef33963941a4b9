package natsconf

import "strings"

const (
	utf8Mark    = "\xef\xbb\xbf"
	utf16Little = "\xff\xfe"
	utf16Big    = "\xfe\xff"
)

// source is one text with its name, and a mark that turns offsets into lines and columns. The parser asks for offsets
// that grow, so moving the mark forward costs one pass over the text in total; only an error asks for an earlier one.
type source struct {
	name string
	text string // without byte-order mark

	mark      int // offset up to which lines are counted
	line      int // line of the mark, from 1
	lineStart int // offset at which that line starts
}

// newSource checks that src can be a text at all.
func newSource(name string, src []byte) (*source, *Error) {
	s := &source{name: name, text: string(src), line: 1}
	if strings.HasPrefix(s.text, utf16Little) || strings.HasPrefix(s.text, utf16Big) {
		return nil, &Error{Pos: Pos{name, 1, 1}, Class: NotText, Text: "found a UTF-16 text, expected UTF-8"}
	}
	s.text = strings.TrimPrefix(s.text, utf8Mark)
	if at := strings.IndexByte(s.text, 0); at >= 0 {
		return nil, &Error{Pos: s.pos(at), Class: NotText, Text: "found a NUL byte, expected a UTF-8 text file"}
	}
	return s, nil
}

// pos returns the place of an offset. Lines end with LF; a CR in front of it is the last column of its line.
func (s *source) pos(offset int) Pos {
	if offset < s.mark {
		s.mark, s.line, s.lineStart = 0, 1, 0
	}
	passed := s.text[s.mark:offset]
	if last := strings.LastIndexByte(passed, '\n'); last >= 0 {
		s.line += strings.Count(passed, "\n")
		s.lineStart = s.mark + last + 1
	}
	s.mark = offset
	return Pos{File: s.name, Line: s.line, Column: offset - s.lineStart + 1}
}
