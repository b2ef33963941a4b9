package natsconf

import (
	"fmt"
	"strconv"
)

// scanner reads texts of one source, and knows how its errors are told.
type scanner struct {
	cursor
	files []openFile // the chain of includes that led here, outermost first; empty in environment values
	errs  Errors
}

func newScanner(s *source, files []openFile) scanner {
	return scanner{cursor: cursor{src: s}, files: files}
}

// fail makes an error about the next character.
func (s *scanner) fail(class Class, format string, args ...any) *Error {
	return s.failAt(s.off, class, format, args...)
}

// failAt makes an error about the given offset.
func (s *scanner) failAt(offset int, class Class, format string, args ...any) *Error {
	return s.located(&Error{Pos: s.pos(offset), Class: class, Text: fmt.Sprintf(format, args...)})
}

// located adds the places of the includes that led to this file.
func (s *scanner) located(err *Error) *Error {
	for i := len(s.files) - 1; i >= 0; i-- {
		if from := s.files[i].directive; from.IsValid() {
			err.IncludedFrom = append(err.IncludedFrom, from)
		}
	}
	return err
}

// complain notes an error and lets the parser read on, unless there were too many.
func (s *scanner) complain(err *Error) *Error {
	if len(s.errs) >= maxErrors-1 {
		return err
	}
	s.errs = append(s.errs, err)
	return nil
}

// quote quotes a name for a message, shortened if it is long.
func quote(name string) string {
	const most = 100
	if len(name) > most {
		return strconv.Quote(name[:most]) + "…"
	}
	return strconv.Quote(name)
}
