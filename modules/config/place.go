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

func inside(name string, err error) error { return insideAll([]string{name}, err) }

// insideAll puts path in front of the path of every key error that err holds.
func insideAll(path []string, err error) error {
	var errs []error
	for _, err := range each(err) {
		key := &keyError{}
		if errors.As(err, &key) {
			errs = append(errs, &keyError{path: slices.Concat(path, key.path), err: key.err})
			continue
		}
		errs = append(errs, &keyError{path: path, err: err})
	}
	return errors.Join(errs...)
}

// locate puts the place in the file in front of every key error that err holds.
func locate(file string, doc Document, err error) error {
	var errs []error
	for _, err := range each(err) {
		key := &keyError{}
		if !errors.As(err, &key) {
			errs = append(errs, err)
			continue
		}
		place := file
		if doc.Where != nil {
			place = doc.Where(key.path...)
		}
		errs = append(errs, fmt.Errorf("%s: %w", place, key))
	}
	return errors.Join(errs...)
}

// each returns the errors that were joined.
func each(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}
