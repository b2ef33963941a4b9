package main

import (
	"fmt"
	"strings"

	"gnatsd/modules/config"
)

const sampleHead = `# Every option of gnatsd with its default. Take away the "#" in front of what you change.
# Written by "go run ./cmd/reference"; docs/configuration.md says more of each.
`

// sample returns configs/gnatsd.conf.
func sample(schema *config.Schema) []byte {
	var b strings.Builder
	b.WriteString(sampleHead)
	sampleBlock(&b, schema.Outline(), "")
	return []byte(b.String())
}

func sampleBlock(b *strings.Builder, block *config.Outline, indent string) {
	for _, c := range block.Children {
		if c.Option == nil {
			fmt.Fprintf(b, "\n%s#%s {\n", indent, c.Name)
			sampleBlock(b, c, indent+"  ")
			fmt.Fprintf(b, "%s#}\n", indent)
			continue
		}
		if group := c.Option.Doc; group != "" {
			fmt.Fprintf(b, "\n%s# %s\n", indent, group)
		}
		if c.Option.Example != "" {
			fmt.Fprintf(b, "%s# %s: %s\n", indent, c.Name, c.Option.Example)
			continue
		}
		fmt.Fprintf(b, "%s#%s: %s\n", indent, c.Name, c.Option.Standard())
	}
}
