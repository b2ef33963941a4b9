//go:build unix

package configure

import (
	"maps"
	"slices"
	"strings"
)

// settings are what a file says: dotted keys with their values as they are
// written.
type settings map[string]string

// with returns both; what others say counts.
func (s settings) with(others settings) settings {
	all := maps.Clone(s)
	maps.Copy(all, others)
	return all
}

// String writes the file. A key without a value is left out.
func (s settings) String() string {
	blocks, lines := map[string]settings{}, []string{}
	for key, value := range s {
		block, rest, inside := strings.Cut(key, ".")
		switch {
		case value == "":
		case !inside:
			lines = append(lines, key+": "+value)
		case blocks[block] == nil:
			blocks[block] = settings{rest: value}
		default:
			blocks[block][rest] = value
		}
	}
	for name, block := range blocks {
		lines = append(lines, name+" {\n"+block.String()+"}")
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}
