package config

import (
	"errors"
	"fmt"
	"slices"
)

// An unknownKey is an error about a key that no field declares.
type unknownKey struct{ near string } // what may have been meant

func (e *unknownKey) Error() string {
	if e.near == "" {
		return "unknown key"
	}
	return fmt.Sprintf("unknown key, did you mean %q?", e.near)
}

// A caution is an error that does not keep a configuration from being used.
type caution struct{ text string }

func (c *caution) Error() string { return c.text }

// Caution returns an error about something strange that works all the same: from
// a Decoder or from Validate it becomes a warning.
func Caution(format string, args ...any) error { return &caution{fmt.Sprintf(format, args...)} }

// A keyError is an error about one key of a file, given by its path.
type keyError struct {
	path []string
	err  error
	or   string // a key at the top level that the error is as much about
}

func (e *keyError) Error() string { return fmt.Sprintf("key %q: %v", dotted(e.path), e.err) }
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
			errs = append(errs, &keyError{path: slices.Concat(path, key.path), err: key.err, or: key.or})
		} else if err != nil {
			errs = append(errs, &keyError{path: path, err: err})
		}
	}
	return errors.Join(errs...)
}

// Between is Inside for an error about two keys at the top level that do not fit:
// the place is that of the first, or of the second if the file has that alone.
func Between(err error, first, second string) error {
	return &keyError{path: []string{first}, err: err, or: second}
}

// each returns the errors that were joined, to any depth.
func each(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, err := range joined.Unwrap() {
		all = append(all, each(err)...)
	}
	return all
}
