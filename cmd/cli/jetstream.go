package cli

import (
	"errors"
	"fmt"
	"strconv"

	"gnatsd/modules/config"
)

// Whoever starts servers for tests passes these flags whether storage is wanted
// or not; a file that asks for storage means it.

// jetStream is the switch of a part that this server does not have.
type jetStream bool

// DecodeConfig refuses a file that switches it on, and ignores a flag.
func (*jetStream) DecodeConfig(value any) error {
	switch v := value.(type) {
	case bool:
		if !v {
			return nil
		}
	case string:
		on, err := strconv.ParseBool(v)
		if err == nil && on {
			return config.Caution("JetStream is ignored, this server does not have it")
		}
		if err == nil || v == "disabled" {
			return nil
		}
		if v != "enabled" {
			return fmt.Errorf("expected true or false, got %q", v)
		}
	}
	return errors.New("this server does not have JetStream")
}

// storeDir is the folder it would use.
type storeDir string

// DecodeConfig ignores it.
func (d *storeDir) DecodeConfig(value any) error {
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("expected a string, got %v", value)
	}
	if text == "" {
		return nil
	}
	*d = storeDir(text)
	return config.Caution("store_dir is ignored, this server does not have JetStream")
}
