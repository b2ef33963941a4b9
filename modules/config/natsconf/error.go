package natsconf

import "strings"

// ParseError is the word that every complaint of the parser carries right behind its place. Client tools look for it in
// the output of a server that does not start.
const ParseError = "Parse error"

// Class says what kind of mistake an Error is about.
type Class string

// Classes of the parser.
const (
	ValueTerminator     Class = "value-terminator"     // something follows a value at top level
	MapTerminator       Class = "map-terminator"       // something follows a value inside a map
	ArrayTerminator     Class = "array-terminator"     // something follows an element, or an element is missing
	MismatchedBracket   Class = "mismatched-bracket"   // ] where a map ends
	UnexpectedSeparator Class = "unexpected-separator" // a key starts with = or :
	UnexpectedEOF       Class = "unexpected-eof"       // the text ends inside a map, array, string or block
	MissingValue        Class = "missing-value"        // a key without a value
	DanglingKey         Class = "dangling-key"         // the file ends behind a key
	BadEscape           Class = "bad-escape"           // a backslash that starts no known escape
	BadNumber           Class = "bad-number"           // starts like a number and is none
	BadDate             Class = "bad-date"             // starts like a date and is none
	IntRange            Class = "int-range"            // does not fit into 64 bits
	BadInclude          Class = "bad-include"          // include without a usable file name
	IncludeMissing      Class = "include-missing"      // the included file cannot be read
	IncludeCycle        Class = "include-cycle"        // a file includes itself
	UnknownVariable     Class = "unknown-variable"     // neither a key seen so far nor in the environment
	VariableParse       Class = "variable-parse"       // the environment's text is not a value
	VariableCycle       Class = "variable-cycle"       // environment variables that refer to each other
	Unreadable          Class = "unreadable"           // the file itself cannot be read
	NotText             Class = "not-text"             // a binary file
	TooLarge            Class = "too-large"            // over Options.MaxSize, MaxValues or MaxIncludes
	TooDeep             Class = "too-deep"             // over Options.MaxDepth
)

// WrongType is the class of what is no value at all, which only Import can meet.
const WrongType Class = "wrong-type"

// aboutLanguage reports whether errors of the class are about the language: not about the file as such, or what a key
// means.
func (c Class) aboutLanguage() bool {
	switch c {
	case ValueTerminator, MapTerminator, ArrayTerminator, MismatchedBracket, UnexpectedSeparator, UnexpectedEOF,
		MissingValue, DanglingKey, BadEscape, BadNumber, BadDate, IntRange, BadInclude, IncludeMissing, IncludeCycle,
		UnknownVariable, VariableParse, VariableCycle, NotText, TooLarge, TooDeep:
		return true
	}
	return false
}

// Error is one complaint with its place. Text says what was found and what was expected.
type Error struct {
	Pos          Pos
	Class        Class
	Text         string
	IncludedFrom []Pos // places of the include directives that led to Pos.File, innermost first
	Err          error // the cause, if there is one: why a file could not be read
}

// Error returns "file:line:column: Parse error: text" for errors of the parser, without the middle part for others.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Pos.String())
	b.WriteString(": ")
	if e.Class.aboutLanguage() {
		b.WriteString(ParseError + ": ")
	}
	b.WriteString(e.Text)
	for _, from := range e.IncludedFrom {
		b.WriteString(", included from " + from.String())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errors is what the parser returns when it refuses a text: at least one error, in the order of the text.
type Errors []*Error

// Error returns one line per error.
func (list Errors) Error() string {
	lines := make([]string, len(list))
	for i, e := range list {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find the first *Error, and errors.Is every cause.
func (list Errors) Unwrap() []error {
	errs := make([]error, len(list))
	for i, e := range list {
		errs[i] = e
	}
	return errs
}
