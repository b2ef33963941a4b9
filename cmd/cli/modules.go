package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"go.uber.org/fx"

	"gnatsd/kernel"
	"gnatsd/modules/config"
)

func (p *program) modulesCommand() *cobra.Command {
	var dot bool
	command := &cobra.Command{
		Use:   "modules",
		Short: "Print the modules of this build, the ports they fill and the keys they own",
		Args:  noWords,
		RunE: func(*cobra.Command, []string) error {
			if dot {
				return p.printGraph()
			}
			return p.printModules()
		},
	}
	command.Flags().BoolVar(&dot, "dot", false, "print the graph of constructors for Graphviz")
	return command
}

func (p *program) printModules() error {
	all, err := p.build.describe()
	if err != nil {
		return err
	}
	for _, d := range all {
		schema, err := config.NewSchema(d.sections)
		if err != nil {
			return err
		}
		var keys []string
		for _, o := range schema.Options() {
			keys = append(keys, o.Key)
		}
		_, err = fmt.Fprintf(p.out, "%s\n  ports: %s\n  keys:  %s\n", d.name,
			strings.Join(d.ports, ", "), strings.Join(keys, ", "))
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *program) printGraph() error {
	var graph fx.DotGraph
	app := fx.New(fx.NopLogger, p.build.modules(), fx.Supply(kernel.Build{}), fx.Populate(&graph))
	if err := app.Err(); err != nil {
		return err
	}
	_, err := fmt.Fprint(p.out, graph)
	return err
}
