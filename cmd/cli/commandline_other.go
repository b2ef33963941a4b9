//go:build !linux

package cli

import "errors"

// commandLineOf is what this system has no common way to tell.
func commandLineOf(int) (args []string, dir string, err error) {
	return nil, "", errors.New("its monitoring cannot be found on this system")
}
