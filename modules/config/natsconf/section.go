package natsconf

import (
	"fmt"
	"strconv"
	"strings"
)

// Section reads the entries of one map as options. Its methods look keys up with their case ignored, put values where
// the caller wants them, and note what is wrong in a report that all sections of a tree share; so a caller asks for
// everything it knows, then calls Unknown, and at the end looks into the report once.
//
// A method that takes several keys takes synonyms. If more than one is there the last in the text counts, and the
// report gets a warning.
// The result of a method says whether a good value was there; if not, the target keeps what it had, the default.
type Section struct {
	Map *Map

	path   string // keys from the root, for messages
	report *Report
	taken  map[*Entry]bool
	known  []string // keys that were asked for
}

// Report collects the errors and warnings of sections.
type Report struct {
	Errors   Errors
	Warnings Errors
}

// Err returns the errors, or nil if there are none.
func (r *Report) Err() error {
	if len(r.Errors) == 0 {
		return nil
	}
	return r.Errors
}

// NewSection returns a section over the root of a tree.
func NewSection(root *Map, report *Report) *Section { return newSection(root, "", report) }

func newSection(m *Map, path string, report *Report) *Section {
	return &Section{Map: m, path: path, report: report, taken: map[*Entry]bool{}}
}

// Take returns the entry of the first key or one of its synonyms, or nil. Unknown will not complain about it.
func (s *Section) Take(keys ...string) *Entry {
	s.known = append(s.known, keys...)
	var last *Entry
	for _, key := range keys {
		for _, e := range s.Map.GetFold(key) {
			s.taken[e] = true
			switch {
			case last == nil:
				last = e
			case after(e.KeyPos, last.KeyPos):
				s.twice(last, e)
				last = e
			default:
				s.twice(e, last)
			}
		}
	}
	return last
}

// after reports whether a is behind b; places in different files have no order.
func after(a, b Pos) bool {
	return a.File == b.File && (a.Line > b.Line || a.Line == b.Line && a.Column > b.Column)
}

func (s *Section) twice(ignored, used *Entry) {
	s.Warn(ignored.KeyPos, Duplicate, "%s is ignored, %s at %v means the same", s.name(ignored.Key), s.name(used.Key),
		used.KeyPos)
}

// Fail notes an error. The place is that of the key, or of the element in an array.
func (s *Section) Fail(pos Pos, class Class, format string, args ...any) {
	s.report.Errors = append(s.report.Errors, &Error{Pos: pos, Class: class, Text: fmt.Sprintf(format, args...)})
}

// Warn notes a warning.
func (s *Section) Warn(pos Pos, class Class, format string, args ...any) {
	s.report.Warnings = append(s.report.Warnings, &Error{Pos: pos, Class: class, Text: fmt.Sprintf(format, args...)})
}

// Unknown notes an error for each entry that no method was asked for, with the nearest key that was. A key that is used
// as a variable is known.
func (s *Section) Unknown() {
	for i := range s.Map.Entries {
		e := &s.Map.Entries[i]
		if s.taken[e] || e.Used {
			continue
		}
		text := "unknown field " + quote(e.Key)
		if s.path != "" {
			text += " in " + s.path
		}
		if near := Nearest(e.Key, s.known); near != "" {
			text += ", did you mean " + quote(near) + "?"
		}
		s.Fail(e.KeyPos, UnknownField, "%s", text)
	}
}

// name returns a key with the path to it.
func (s *Section) name(key string) string {
	if s.path == "" {
		return quote(key)
	}
	return quote(s.path + "." + key)
}

// wrongType notes that a value is not what the option wants.
func (s *Section) wrongType(pos Pos, key string, found Node, expected string) bool {
	s.Fail(pos, WrongType, "%s: found %s, expected %s", s.name(key), found.Kind(), expected)
	return false
}

// Section returns the section over a map, or nil if it is not there or no map.
func (s *Section) Section(keys ...string) *Section {
	e := s.Take(keys...)
	if e == nil {
		return nil
	}
	m, ok := e.Value.(*Map)
	if !ok {
		s.wrongType(e.KeyPos, e.Key, e.Value, "a map in braces")
		return nil
	}
	return newSection(m, s.inner(e.Key), s.report)
}

// Sections returns the sections over the maps in an array.
func (s *Section) Sections(keys ...string) []*Section {
	e := s.Take(keys...)
	if e == nil {
		return nil
	}
	list, ok := e.Value.(*Array)
	if !ok {
		s.wrongType(e.KeyPos, e.Key, e.Value, "an array of maps")
		return nil
	}
	var sections []*Section
	for i, item := range list.Items {
		key := e.Key + "[" + strconv.Itoa(i) + "]"
		if m, ok := item.(*Map); ok {
			sections = append(sections, newSection(m, s.inner(key), s.report))
		} else {
			s.wrongType(item.Pos(), key, item, "a map in braces")
		}
	}
	return sections
}

func (s *Section) inner(key string) string { return strings.TrimPrefix(s.path+"."+key, ".") }
