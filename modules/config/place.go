package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

var errUnknownKey = errors.New("unknown key")

// A keyError is an error about one key of a file, given by its path.
type keyError struct {
	path []string
	err  error
}

func (e *keyError) Error() string { return fmt.Sprintf("key %q: %v", strings.Join(e.path, "."), e.err) }
func (e *keyError) Unwrap() error { return e.err }

// Inside says at which key of a file an error is, so that the place can be told.
// A [Decoder] uses it for what stands inside of its value, with the path from
// there and indexes for elements of lists; Validate for keys of its section. An
// err that is inside of something already goes one level deeper; nil stays nil.
func Inside(err error, path ...string) error {
	var errs []error
	for _, err := range each(err) {
		key := &keyError{}
		if errors.As(err, &key) {
			errs = append(errs, &keyError{path: slices.Concat(path, key.path), err: key.err})
		} else if err != nil {
			errs = append(errs, &keyError{path: path, err: err})
		}
	}
	return errors.Join(errs...)
}

// locate puts the place in the file in front of every key error that err holds.
// What the file does not say has no place in it, and keys that only the file
// itself uses need not be known.
func locate(file string, doc Document, err error) error {
	var errs []error
	for _, err := range each(err) {
		key := &keyError{}
		if !errors.As(err, &key) || !doc.has(key.path[0]) {
			errs = append(errs, err)
			continue
		}
		if doc.Used == nil || !errors.Is(err, errUnknownKey) || !doc.Used(key.path...) {
			place := file
			if doc.Where != nil {
				place = doc.Where(key.path...)
			}
			errs = append(errs, fmt.Errorf("%s: %w", place, key))
		}
	}
	return errors.Join(errs...)
}

func (d Document) has(name string) bool {
	for written := range d.Values {
		if strings.EqualFold(written, name) {
			return true
		}
	}
	return false
}

// each returns the errors that were joined.
func each(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}
