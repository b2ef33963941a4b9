package main

import (
	"fmt"
	"strings"

	"gnatsd/modules/config"
)

const pageHead = `# Configuration

<!-- Written by "go run ./cmd/reference" from the declarations of the options; changes go there. -->

A value comes from a flag, else from the environment, else from the file, else it is the default. The file is in the
NATS configuration language, or in YAML, TOML or JSON if its name ends so. Case does not matter in keys. The command
"gnatsd check -c FILE" says what is wrong with a file, and with "--effective" which value is in force and where it comes
from.

- A **size** is a number of bytes, with a suffix if wanted: k, m, g are powers of 1000; kb, mb, gb of 1024.
- A **duration** is text as in "300ms", "2m" or "1h30m"; a number alone counts seconds.
- The key *listen* stands for the host and the port of its block: "127.0.0.1:4222", or the port alone.
- The environment variable of a key is GNATSD_ and the key in capitals, dots as underscores. For a **secret** the same
  name with _FILE behind it names a file that holds it.
- *Reload* says what a changed value does when the server is told to reload. Where nothing is said the server has to be
  started anew, and a reload with such a change is refused as a whole.

In the NATS configuration language a file looks like this:

` + "```conf" + `
# comments begin with # or //
listen: 0.0.0.0:4222
LIMIT = 64KB            # a key that is used as a variable need not be an option
max_payload: $LIMIT
ping_interval: "30s"
log_levels {
  client: debug
}
` + "```" + `

and the same in YAML:

` + "```yaml" + `
listen: 0.0.0.0:4222
max_payload: 64KB
ping_interval: 30s
log_levels:
  client: debug
` + "```" + `
`

// page returns docs/configuration.md.
func page(schema *config.Schema) []byte {
	var b strings.Builder
	b.WriteString(pageHead)
	section := ""
	for _, o := range schema.Options() {
		if o.Section != section {
			section = o.Section
			fmt.Fprintf(&b, "\n## %s\n\n", strings.ToUpper(section[:1])+section[1:])
			b.WriteString("| key | type | default | since | flags | meaning | reload |\n|---|---|---|---|---|---|---|\n")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", keys(o), o.Kind(), code(o.Standard()), o.Version(),
			flags(o), cell(o.Doc), o.Effect())
	}
	return []byte(b.String())
}

func keys(o *config.Option) string {
	text := code(o.Key)
	for _, alias := range o.Aliases {
		text += " " + code(alias)
	}
	return text
}

func flags(o *config.Option) string {
	var names []string
	for _, name := range o.Flags {
		dashes := "--"
		if len(name) <= 2 || name == strings.ToUpper(name) {
			dashes = "-"
		}
		names = append(names, code(dashes+name))
	}
	return strings.Join(names, " ")
}

func code(text string) string { return "`" + cell(text) + "`" }

// cell keeps a text from ending the cell of a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
