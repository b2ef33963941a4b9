package config

import (
	"errors"
	"fmt"
	"strings"
)

// A report collects what is wrong with a configuration, and puts the place in
// front of what is about a key of the file.
type report struct {
	file     string
	doc      Document
	found    map[string]*entry // what the file says, by the key of the option
	origins  map[string]string // where values come from, by the key of the option
	errs     []error
	warnings []string
}

// add takes an error apart: warnings go to warnings, and keys that only the file
// itself uses need not be known.
func (r *report) add(err error) {
	for _, err := range each(err) {
		if err == nil {
			continue
		}
		key := &keyError{}
		if errors.As(err, &key) {
			unknown := &unknownKey{}
			isUnknown := errors.As(err, &unknown)
			if isUnknown && r.doc.Used != nil && r.doc.Used(r.written(key.path)...) {
				continue
			}
			err = r.located(err)
			if isUnknown && r.doc.Lenient {
				r.warnings = append(r.warnings, err.Error())
				continue
			}
		}
		if c := (*caution)(nil); errors.As(err, &c) {
			r.warnings = append(r.warnings, err.Error())
			continue
		}
		r.errs = append(r.errs, err)
	}
}

// located puts the place in front of an error about a key that the file has.
func (r *report) located(err error) error {
	key := &keyError{}
	if !errors.As(err, &key) {
		return err
	}
	path := r.written(key.path)
	if path == nil && key.or != "" {
		path = r.written([]string{key.or})
	}
	if path == nil {
		return err
	}
	return fmt.Errorf("%s: %w", r.place(path), &keyError{path: path, err: key.err})
}

// written returns the path of a key as it stands in the file, nil if it does not
// or if another layer has said more.
func (r *report) written(path []string) []string {
	for i := len(path); i > 0; i-- {
		key := strings.ToLower(dotted(path[:i]))
		if e := r.found[key]; e != nil {
			if origin := r.origins[key]; origin != "" && !e.origin(origin, r) {
				return nil
			}
			return append(append([]string(nil), e.path...), path[i:]...)
		}
	}
	for name := range r.doc.Values {
		if strings.EqualFold(name, path[0]) {
			return path
		}
	}
	return nil
}

func (e *entry) origin(said string, r *report) bool { return said == r.place(e.path) }

func (r *report) place(path []string) string {
	if r.doc.Where != nil {
		return r.doc.Where(path...)
	}
	return r.file
}

func dotted(path []string) string { return strings.Join(path, ".") }
