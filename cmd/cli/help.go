package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gnatsd/modules/config"
)

// groupOrder are the headings of the usage in their order; others follow.
var groupOrder = []string{"Server", "Logging", "JetStream", "Authorization", "TLS", "Cluster", "Profiling"}

// help prints the usage in the layout that users of the server know: options
// start at column 5, those without a short form at column 9, descriptions at
// column 38.
func (p *program) help(root *cobra.Command) {
	var b strings.Builder
	fmt.Fprintf(&b, "\nUsage: %s [options]\n       %s command [options]\n", p.name, p.name)
	lines := map[string][]string{"Server": nil}
	for _, o := range p.schema.Options() {
		if line := optionLine(o); line != "" {
			group := cmp.Or(o.Group, "Server")
			lines[group] = append(lines[group], line)
		}
	}
	lines["Server"] = append(lines["Server"],
		usageLine("-c", "--config <file>", "Configuration file"),
		usageLine("-t", "--check", "Test the configuration and exit"),
		usageLine("", "--unknown_keys <error|warn>", "What an unknown key in the file is (default: error)"),
		usageLine("-sl", "--signal <signal>[=<pid>]", "Send a signal to a server (stop, quit, term, reopen, reload, ldm)"))
	lines["Logging"] = append(lines["Logging"], sharedLines(p.schema)...)
	for _, group := range groups(lines) {
		fmt.Fprintf(&b, "\n%s Options:\n%s", group, strings.Join(lines[group], ""))
	}
	b.WriteString("\nCommon Options:\n")
	b.WriteString(usageLine("-h", "--help", "Show this message"))
	b.WriteString(usageLine("-v", "--version", "Show version"))
	b.WriteString(usageLine("", "--help_tls", "Show the names that a tls block may use"))
	b.WriteString("\nCommands:\n")
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			fmt.Fprintf(&b, "    %-33s%s\n", c.Name(), c.Short)
		}
	}
	_, _ = fmt.Fprintf(p.out, "%s\n", b.String())
}

func groups(lines map[string][]string) []string {
	var names []string
	for name := range lines {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a, b))
	})
	return names
}

func place(group string) int {
	if i := slices.Index(groupOrder, group); i >= 0 {
		return i
	}
	return len(groupOrder)
}

// optionLine describes an option by the flags that set nothing else; "" if it has
// none. Names of two letters stand where those of one do.
func optionLine(o *config.Option) string {
	var short string
	var long []string
	for _, name := range o.Flags {
		switch {
		case isShared(name) && len(name) > 1:
		case len(name) <= 2:
			short = "-" + name
		default:
			long = append(long, "--"+name)
		}
	}
	if short == "" && len(long) == 0 {
		return ""
	}
	text := strings.Join(long, ", ")
	if o.Arg != "" {
		text += " <" + o.Arg + ">"
	}
	return usageLine(short, text, o.Doc)
}

// isShared reports whether the name is one like DV, which is made of the
// one-letter names of several options.
func isShared(name string) bool { return name == strings.ToUpper(name) }

// sharedLines describe the flags that set several options.
func sharedLines(s *config.Schema) []string {
	var lines, seen []string
	for _, o := range s.Options() {
		for _, name := range o.Flags {
			if len(name) < 2 || !isShared(name) || slices.Contains(seen, name) {
				continue
			}
			seen = append(seen, name)
			var sets []string
			for _, option := range s.Flagged(name) {
				sets = append(sets, option.Key)
			}
			lines = append(lines, usageLine("-"+name, "", "Sets "+strings.Join(sets, " and ")))
		}
	}
	return lines
}

func usageLine(short, long, doc string) string {
	left := "        " + long
	switch {
	case long == "":
		left = "    " + short
	case short != "":
		left = "    " + short + ", " + long
	}
	return strings.TrimRight(fmt.Sprintf("%-36s %s", left, doc), " ") + "\n"
}
