//go:build !windows

package cli

import (
	"os"

	"gnatsd/modules/process"
)

// tell sends a command to running servers of this program.
func (p *program) tell(command, who string) error {
	return process.Sender{Program: p.name, Self: os.Getpid()}.Send(command, who)
}
