package cli

import (
	"crypto/tls"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// curves are the names of key exchanges in configurations.
var curves = []tls.CurveID{
	tls.X25519MLKEM768, tls.SecP256r1MLKEM768, tls.SecP384r1MLKEM1024, tls.X25519,
	tls.CurveP256, tls.CurveP384, tls.CurveP521,
}

func (p *program) helpTLSCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help-tls",
		Short: "Print the names that a tls block may use",
		Args:  noWords,
		RunE: func(*cobra.Command, []string) error {
			var b strings.Builder
			b.WriteString("\nTLS configuration is given in the tls block of the configuration file.\n")
			b.WriteString("\nAvailable cipher suites include:\n\n")
			for _, suite := range tls.CipherSuites() {
				fmt.Fprintf(&b, "    %s\n", suite.Name)
			}
			b.WriteString("\nAvailable curve preferences include:\n\n")
			for _, curve := range curves {
				fmt.Fprintf(&b, "    %s\n", curve)
			}
			_, err := fmt.Fprintln(p.out, b.String())
			return err
		},
	}
}
