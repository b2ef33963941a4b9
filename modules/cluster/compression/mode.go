package compression

import (
	"fmt"
	"strings"

	"gnatsd/modules/config"
)

// A Mode is how files of others want routes compressed; these are plain.
type Mode string

// compressions are the modes there are, by the names they have.
var compressions = map[string]Mode{
	"": "", "off": "off", "disabled": "off", "accept": "accept", "fast": "s2_fast", "s2_fast": "s2_fast", "s2": "s2_fast",
	"on": "s2_fast", "enabled": "s2_fast", "better": "s2_better", "s2_better": "s2_better", "best": "s2_best",
	"s2_best": "s2_best", "auto": "s2_auto", "s2_auto": "s2_auto", "s2_uncompressed": "s2_uncompressed",
	"not supported": "off",
}

// DecodeConfig takes true or false, the name of a mode, or a block with the mode
// and round-trip times.
func (m *Mode) DecodeConfig(value any) error {
	switch v := value.(type) {
	case bool:
		*m = map[bool]Mode{false: "off", true: "s2_fast"}[v]
		return nil
	case string:
		mode, ok := compressions[strings.ToLower(v)]
		if on := strings.ToLower(v); on == "true" || on == "false" {
			return m.DecodeConfig(on == "true")
		}
		if !ok {
			return fmt.Errorf("unsupported compression mode %q", v)
		}
		*m = mode
		return nil
	case map[string]any:
		for name, inner := range v {
			switch strings.ToLower(name) {
			case "mode":
				if err := m.DecodeConfig(inner); err != nil {
					return config.Inside(err, name)
				}
			case "rtt_thresholds", "thresholds", "rtts", "rtt": // of no use to plain routes
			default:
				return config.Inside(fmt.Errorf("unknown field %q", name), name)
			}
		}
		return nil
	}
	return fmt.Errorf("expected true, false, a mode or a block, got %v", value)
}
