package cli

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"gnatsd/kernel"
)

// Stamped by the linker: -X gnatsd/cmd/cli.version=… and so on.
var (
	version = "2.0.0"
	commit  = ""
)

// referenceName is the program that tools ask for the protocol level.
const referenceName = "nats-server"

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noWords,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(p.out, versionLine(p.name))
			return err
		},
	}
}

// versionLine tells who asks for nats-server what it can expect of it: tools
// that find the program under that name switch features on the number.
func versionLine(name string) string {
	if name == referenceName {
		return name + ": v" + kernel.Level
	}
	return name + ": v" + version
}

// shortCommit returns the commit of the build, seven digits, or "".
func shortCommit() string {
	if commit != "" {
		return commit
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && len(setting.Value) >= 7 {
			return setting.Value[:7]
		}
	}
	return ""
}
