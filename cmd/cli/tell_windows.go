package cli

import "gnatsd/modules/process"

// tell sends a command to a service.
func (p *program) tell(command, who string) error { return process.SendControl(p.name, command, who) }
