package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gnatsd/modules/auth"
	"gnatsd/modules/config"
	"gnatsd/modules/config/natsconf"
)

// checking is one run of the check command.
type checking struct {
	*program
	tree, effective, strict, classic bool
	convert, diff, explain           string
}

func (p *program) checkCommand() *cobra.Command {
	c := &checking{program: p}
	command := &cobra.Command{
		Use:   "check",
		Short: "Check a configuration without starting anything",
		Args:  noWords,
		RunE:  func(*cobra.Command, []string) error { return c.run() },
	}
	flags := command.Flags()
	flags.BoolVar(&c.tree, "tree", false, "only parse, and print the tree as JSON")
	flags.BoolVar(&c.effective, "effective", false, "print each value in force and where it comes from")
	flags.StringVar(&c.convert, "convert", "", "print the file as conf, json, toml or yaml")
	flags.BoolVar(&c.strict, "strict", false, "fail on warnings")
	flags.StringVar(&c.diff, "diff", "", "print what a reload would do to the server with this monitoring URL or pid")
	flags.StringVar(&c.explain, "explain", "",
		"print which rule decides, as in 'user=alice pub=req.foo' or 'user=alice sub=req.> queue=workers'")
	flags.BoolVar(&c.classic, "classic", false, "")
	_ = flags.MarkHidden("classic") // it is there
	flags.AddFlagSet(p.flags)
	return command
}

func (c *checking) run() error {
	path := configFile(c.flags)
	switch {
	case path == "" && !c.effective:
		return errors.New("must specify [-c, --config] option to check configuration file syntax")
	case c.tree:
		tree, err := config.NewCodecs().Tree(path)
		if err != nil {
			return err
		}
		_, err = c.out.Write(natsconf.TreeJSON(tree))
		return err
	case c.convert != "":
		text, err := config.NewCodecs().Convert(path, c.convert)
		if err != nil {
			return err
		}
		_, err = c.out.Write(text)
		return err
	}
	loaded, err := load(c.schema, c.flags)
	if err != nil {
		return err
	}
	if err := c.construct(loaded); err != nil {
		return err
	}
	for _, warning := range loaded.Warnings() {
		c.say("warning: " + warning)
	}
	if n := len(loaded.Warnings()); n > 0 && c.strict {
		return fmt.Errorf("%d warnings, and they count as errors", n)
	}
	switch {
	case c.diff != "":
		return c.compare(loaded)
	case c.explain != "":
		return c.printRule(loaded)
	case c.effective:
		return c.printEffective(loaded)
	}
	return c.verdict(path, loaded)
}

func (c *checking) verdict(path string, loaded *config.Loaded) error {
	text := fmt.Sprintf("configuration file %s is valid%s", path, digestOf(loaded))
	if c.classic {
		c.say(text)
		return nil
	}
	_, err := fmt.Fprintln(c.out, text)
	return err
}

// printRule prints which rule decides a question about a user. Both answers are
// answers: the status does not tell them apart.
func (c *checking) printRule(loaded *config.Loaded) error {
	rules, ok := loaded.Section("authorization").(auth.Config)
	if !ok {
		return errors.New("the module auth of this build cannot explain its rules")
	}
	rule, err := auth.Explain(rules, c.explain)
	if err != nil {
		return fmt.Errorf("explain: %w", err)
	}
	_, err = fmt.Fprintln(c.out, rule)
	return err
}

func (c *checking) printEffective(loaded *config.Loaded) error {
	settings := loaded.Settings()
	width := 0
	lines := make([]string, len(settings))
	for i, s := range settings {
		lines[i] = s.Key + ": " + s.Value
		if len(lines[i]) <= 60 { // longer ones stand out
			width = max(width, len(lines[i]))
		}
	}
	var b strings.Builder
	for i, s := range settings {
		fmt.Fprintf(&b, "%-*s  # %s\n", width, lines[i], s.Origin)
	}
	_, err := fmt.Fprint(c.out, b.String())
	return err
}
