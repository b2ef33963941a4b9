package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

func (p *program) signalCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "signal stop|quit|term|reopen|reload|ldm [pid | pid file | glob]",
		Short: "Tell a running server to stop, reload, reopen its log or become a lame duck",
		Args: func(_ *cobra.Command, words []string) error {
			if len(words) == 0 || len(words) > 2 {
				return usagef("signal takes a command and perhaps a process id")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, words []string) error {
			command, who, err := signalParameters(words)
			if err != nil {
				return err
			}
			return p.tell(command, who)
		},
	}
}

// signalParameters takes "ldm 7" and "ldm=7".
func signalParameters(words []string) (command, who string, err error) {
	if len(words) == 2 {
		return words[0], words[1], nil
	}
	parts := strings.Split(words[0], "=")
	if len(parts) > 2 {
		return "", "", fmt.Errorf("invalid signal parameters: %v", parts[2:])
	}
	return parts[0], strings.Join(parts[1:], ""), nil
}
