//go:build !unix

package process

import (
	"errors"
	"os"
)

// deliver ends a process; there is nothing else to be sent here.
func deliver(pid int, command string) error {
	if command != "stop" && command != "quit" {
		return errors.New("not supported on this system")
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	return p.Kill()
}

func processes(string) ([]int, error) { return nil, errors.ErrUnsupported }
